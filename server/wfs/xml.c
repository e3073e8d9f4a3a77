#include "server/wfs/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "server/wfs/markup.h"

struct open_element {
    struct xml *element, *last_child;
};

struct reader {
    struct arena *arena;
    struct error *err;
    xmlParserCtxt *parser;
    str source;
    size_t byte, character;  // of the last position that was counted
    struct open_element open[XML_DEPTH_MAX];
    size_t depth, count;
    struct xml *root;
    bool failed;
};

// libxml2 sets up its tables once, before threads meet there.
__attribute__((constructor)) static void begin_library(void)
{
    xmlInitParser();
}

static const char *chars(const xmlChar *text)
{
    return (const char *)text;
}

static str str_of(const xmlChar *text)
{
    return str_from(chars(text));
}

// Where the tag that the parser stands at the end of begins. Positions only
// go forward, so that all of them together cost one walk.
static size_t find_position(struct reader *reader)
{
    const xmlParserInput *input = reader->parser->input;
    size_t at = (size_t)(input->cur - input->base) + input->consumed;
    if (at > reader->source.len) at = reader->source.len;
    while (at > 0 && reader->source.bytes[at - 1] != '<') at--;
    if (at > 0) at--;
    for (; reader->byte < at; reader->byte++)
        if ((reader->source.bytes[reader->byte] & 0xC0) != 0x80)
            reader->character++;
    return reader->character + 1;
}

static void stop(struct reader *reader, const char *why)
{
    if (reader->failed) return;
    reader->failed = true;
    error_set(reader->err, ERROR_INVALID, "at character %zu: %s",
              find_position(reader), why);
    xmlStopParser(reader->parser);
}

static void *no_room(struct reader *reader)
{
    if (!reader->failed)
        error_set(reader->err, ERROR_NO_MEMORY, "no room for the XML");
    reader->failed = true;
    xmlStopParser(reader->parser);
    return NULL;
}

// Never NULL: an attribute that is there and empty is not one that is absent.
static str copy(struct reader *reader, str text)
{
    if (!text.len) return STR("");
    str done = arena_copy(reader->arena, text);
    if (text.len && !done.bytes) no_room(reader);
    return done;
}

// libxml2 hands on every & of an attribute or a namespace as &#38;, since it
// was told to leave entities alone.
static str copy_value(struct reader *reader, str text)
{
    static const str ampersand = { "&#38;", 5 };
    str done = copy(reader, text);
    char *bytes = (char *)(uintptr_t)done.bytes;
    size_t len = 0;
    if (!text.len || !bytes) return done;
    for (size_t at = 0; at < done.len; len++) {
        bool is_one = str_starts(str_slice(done, at, done.len), ampersand);
        bytes[len] = done.bytes[at];
        at += is_one ? ampersand.len : 1;
    }
    return (str){ bytes, len };
}

// Five pointers each: name, prefix, URI, value and the end of the value.
enum { ATTRIBUTE_PARTS = 5 };

static void add_attributes(struct reader *reader, struct xml *element,
                           int count, const xmlChar **parts)
{
    struct xml_attribute **link = &element->attributes;
    for (int i = 0; i < count; i++, parts += ATTRIBUTE_PARTS) {
        struct xml_attribute *attribute =
            ARENA_NEW(reader->arena, struct xml_attribute);
        if (!attribute) {
            no_room(reader);
            return;
        }
        str value = { chars(parts[3]), (size_t)(parts[4] - parts[3]) };
        attribute->name = copy(reader, str_of(parts[0]));
        attribute->value = copy_value(reader, value);
        *link = attribute;
        link = &attribute->next;
    }
}

static void add_element(struct reader *reader, struct xml *element)
{
    if (reader->depth) {
        struct open_element *parent = &reader->open[reader->depth - 1];
        if (parent->last_child)
            parent->last_child->next = element;
        else
            parent->element->first = element;
        parent->last_child = element;
    } else {
        reader->root = element;
    }
    reader->open[reader->depth++] = (struct open_element){ element, NULL };
}

// The parameters are those of libxml2.
// NOLINTNEXTLINE(readability-function-size)
static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int space_count,
                     const xmlChar **spaces, int attribute_count,
                     int default_count, const xmlChar **attributes)
{
    (void)prefix, (void)space_count, (void)spaces, (void)default_count;
    struct reader *reader = context;
    if (reader->failed) return;
    if (reader->depth == XML_DEPTH_MAX) {
        stop(reader, "the elements nest deeper than 100");
        return;
    }
    if (++reader->count > XML_ELEMENTS_MAX) {
        stop(reader, "there are more than 20000 elements");
        return;
    }
    struct xml *element = ARENA_NEW(reader->arena, struct xml);
    if (!element) {
        no_room(reader);
        return;
    }
    element->position = find_position(reader);
    element->name = copy(reader, str_of(name));
    element->space = copy_value(reader, str_of(uri));
    add_attributes(reader, element, attribute_count, attributes);
    add_element(reader, element);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    struct reader *reader = context;
    if (reader->failed || !reader->depth) return;
    const struct xml *element = reader->open[--reader->depth].element;
    if (element->first && str_trim(element->text).len)
        stop(reader, "text stands beside elements");
}

static void on_text(void *context, const xmlChar *text, int len)
{
    struct reader *reader = context;
    if (reader->failed || !reader->depth || len <= 0) return;
    str *into = &reader->open[reader->depth - 1].element->text;
    // Ours alone, and not yet given away.
    void *old = (void *)(uintptr_t)into->bytes;
    char *grown =
        arena_grow(reader->arena, old, into->len, into->len + (size_t)len);
    if (!grown) {
        no_room(reader);
        return;
    }
    memcpy(grown + into->len, text, (size_t)len);
    *into = (str){ grown, into->len + (size_t)len };
}

static void on_document_type(void *context, const xmlChar *name,
                             const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    stop(context, "a document type declaration is not accepted");
}

static void on_error(void *context, xmlError *problem)
{
    struct reader *reader = context;
    if (reader->failed || problem->level < XML_ERR_ERROR) return;
    // Its message ends with a line break.
    str text = str_trim(str_from(problem->message));
    char why[200];
    str part = str_slice(text, 0, sizeof why - 1);
    part = str_slice(part, 0, str_valid_utf8(part));
    memcpy(why, part.bytes, part.len);
    why[part.len] = '\0';
    stop(reader, why);
}

static void parse(struct reader *reader)
{
    xmlParserCtxt *parser = reader->parser;
    *parser->sax = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .internalSubset = on_document_type,
        .serror = (xmlStructuredErrorFunc)on_error,
    };
    parser->userData = reader;
    // The result is always NULL: the handlers above build no document.
    xmlFreeDoc(xmlCtxtReadMemory(parser, reader->source.bytes,
                                 (int)reader->source.len, NULL, "UTF-8",
                                 XML_PARSE_NONET));
    if (!reader->failed && (!parser->wellFormed || !reader->root))
        stop(reader, "this is not a whole XML document");
}

static bool accepts(str bytes, struct error *err)
{
    if (bytes.len > XML_BYTES_MAX)
        return error_set(err, ERROR_INVALID,
                         "the XML has %zu bytes; at most %d are read",
                         bytes.len, XML_BYTES_MAX);
    size_t valid = str_valid_utf8(bytes);
    if (valid < bytes.len)
        return error_set(err, ERROR_INVALID, "byte %zu of the XML is not UTF-8",
                         valid + 1);
    return bytes.len || error_set(err, ERROR_INVALID, "the XML is empty");
}

struct xml *xml_read(struct arena *arena, str bytes, struct error *err)
{
    if (!accepts(bytes, err)) return NULL;
    struct reader *reader = ARENA_NEW(arena, struct reader);
    xmlParserCtxt *parser = reader ? xmlNewParserCtxt() : NULL;
    if (!parser) {
        error_set(err, ERROR_NO_MEMORY, "no room for the XML");
        return NULL;
    }
    reader->arena = arena;
    reader->err = err;
    reader->parser = parser;
    reader->source = bytes;
    parse(reader);
    xmlFreeParserCtxt(parser);
    return reader->failed ? NULL : reader->root;
}

// ---- what was read

bool xml_is(const struct xml *element, const char *name)
{
    return element && str_equal(element->name, str_from(name));
}

const struct xml *xml_child(const struct xml *element, const char *name)
{
    const struct xml *child = element ? element->first : NULL;
    while (child && !xml_is(child, name)) child = child->next;
    return child;
}

str xml_text(const struct xml *element)
{
    return element ? str_trim(element->text) : (str){ 0 };
}

str xml_attribute(const struct xml *element, const char *name)
{
    const struct xml_attribute *attribute =
        element ? element->attributes : NULL;
    for (; attribute; attribute = attribute->next)
        if (str_equal(attribute->name, str_from(name)))
            return str_trim(attribute->value);
    return (str){ 0 };
}

// Depth is bounded by XML_DEPTH_MAX, here and below.
const struct xml *xml_find(const struct xml *element, const char *name)
{
    if (!element || xml_is(element, name)) return element;
    for (const struct xml *c = element->first; c; c = c->next) {
        const struct xml *found = xml_find(c, name);
        if (found) return found;
    }
    return NULL;
}

void xml_print(struct buf *out, const struct xml *element)
{
    buf_addf(out, "<%.*s", STR_ARG(element->name));
    markup_attribute(out, "xmlns", element->space);
    for (const struct xml_attribute *a = element->attributes; a; a = a->next) {
        buf_addf(out, " %.*s=\"", STR_ARG(a->name));
        markup_quoted(out, a->value);
        buf_add_char(out, '"');
    }
    buf_add_char(out, '>');
    if (!element->first) markup_text(out, element->text);
    for (const struct xml *child = element->first; child; child = child->next)
        xml_print(out, child);
    buf_addf(out, "</%.*s>", STR_ARG(element->name));
}
