#include "importers/yaml.h"

#include <string.h>
#include <yaml.h>

// An open map or list. In a map a key waits for its value.
struct level {
    struct yaml *node, *last;
    struct yaml *pending;
};

struct builder {
    struct arena *arena;
    const char *name;
    struct level levels[YAML_DEPTH_MAX];
    size_t depth;
    size_t node_count;
    struct yaml *root;
    bool is_done;
};

static bool fail(const struct builder *b, yaml_mark_t at, struct error *err,
                 const char *message)
{
    return error_set(err, ERROR_INVALID, "%s:%zu:%zu: %s", b->name, at.line + 1,
                     at.column + 1, message);
}

static struct yaml *add_node(struct builder *b, yaml_mark_t at,
                             struct error *err)
{
    if (++b->node_count > YAML_NODES_MAX) {
        fail(b, at, err, "more entries than a manifest may have (20000)");
        return NULL;
    }
    struct yaml *node = ARENA_NEW(b->arena, struct yaml);
    if (!node) {
        error_set(err, ERROR_NO_MEMORY, "%s: no memory left", b->name);
        return NULL;
    }
    node->line = (unsigned)at.line + 1;
    node->column = (unsigned)at.column + 1;
    return node;
}

static void attach(struct level *level, struct yaml *node)
{
    if (level->last)
        level->last->next = node;
    else
        level->node->first = node;
    level->last = node;
    level->node->count++;
}

// Where a value that starts at `at` goes: the waiting entry of a map, a new
// entry of a list, or the root.
static struct yaml *place_value(struct builder *b, yaml_mark_t at,
                                struct error *err)
{
    if (!b->depth) return b->root = add_node(b, at, err);
    struct level *level = &b->levels[b->depth - 1];
    if (level->node->kind == YAML_MAP) {
        struct yaml *entry = level->pending;
        level->pending = NULL;
        if (!entry) fail(b, at, err, "a key must be a text");
        return entry;
    }
    struct yaml *node = add_node(b, at, err);
    if (node) attach(level, node);
    return node;
}

static bool open_level(struct builder *b, enum yaml_kind kind, yaml_mark_t at,
                       struct error *err)
{
    if (b->depth == YAML_DEPTH_MAX)
        return fail(b, at, err, "nested deeper than 16 levels");
    struct yaml *node = place_value(b, at, err);
    if (!node) return false;
    node->kind = kind;
    b->levels[b->depth++] = (struct level){ .node = node };
    return true;
}

static bool add_key(struct builder *b, const yaml_event_t *event, str text,
                    struct error *err)
{
    struct level *level = &b->levels[b->depth - 1];
    yaml_mark_t at = event->start_mark;
    const struct yaml *earlier = yaml_find(level->node, text);
    if (earlier)
        return error_set(err, ERROR_INVALID,
                         "%s:%zu:%zu: the key '%.*s' is here twice; the first "
                         "is in line %u",
                         b->name, at.line + 1, at.column + 1, STR_ARG(text),
                         earlier->line);
    struct yaml *entry = add_node(b, at, err);
    if (!entry) return false;
    entry->key = text;
    attach(level, entry);
    level->pending = entry;
    return true;
}

static bool is_null(str text)
{
    return !text.len || str_equal(text, STR("~")) ||
           str_equal(text, STR("null"));
}

static bool add_scalar(struct builder *b, const yaml_event_t *event,
                       struct error *err)
{
    str given = { (const char *)event->data.scalar.value,
                  event->data.scalar.length };
    str text = arena_copy(b->arena, given);
    if (!text.bytes && given.len)
        return error_set(err, ERROR_NO_MEMORY, "%s: no memory left", b->name);
    if (memchr(given.bytes, 0, given.len))
        return fail(b, event->start_mark, err, "a text holds a NUL byte");
    struct level *level = b->depth ? &b->levels[b->depth - 1] : NULL;
    if (level && level->node->kind == YAML_MAP && !level->pending)
        return add_key(b, event, text, err);
    struct yaml *node = place_value(b, event->start_mark, err);
    if (!node) return false;
    node->text = text;
    node->is_set =
        event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE || !is_null(text);
    return true;
}

static bool refuse_extras(const struct builder *b, const yaml_event_t *event,
                          const yaml_char_t *anchor, const yaml_char_t *tag,
                          struct error *err)
{
    if (anchor)
        return fail(b, event->start_mark, err,
                    "anchors (&name) are not accepted; write the value out");
    if (tag)
        return fail(b, event->start_mark, err,
                    "tags (!name) are not accepted; a text that starts with "
                    "'!' needs quotes");
    return true;
}

static bool close_level(struct builder *b)
{
    if (b->depth) b->depth--;
    return true;
}

static bool end_document(struct builder *b, const yaml_event_t *event,
                         struct error *err)
{
    if (b->root) return true;
    return fail(b, event->start_mark, err, "the document is empty");
}

static bool handle(struct builder *b, const yaml_event_t *event,
                   struct error *err)
{
    switch (event->type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT: return true;
    case YAML_STREAM_END_EVENT:
        b->is_done = true;
        return end_document(b, event, err);
    case YAML_DOCUMENT_START_EVENT:
        if (!b->root) return true;
        return fail(b, event->start_mark, err,
                    "a second document starts here; one file is one manifest");
    case YAML_DOCUMENT_END_EVENT: return end_document(b, event, err);
    case YAML_ALIAS_EVENT:
        return fail(b, event->start_mark, err,
                    "aliases (*name) are not accepted; a text that starts "
                    "with '*' needs quotes");
    case YAML_SCALAR_EVENT:
        return refuse_extras(b, event, event->data.scalar.anchor,
                             event->data.scalar.tag, err) &&
               add_scalar(b, event, err);
    case YAML_SEQUENCE_START_EVENT:
        return refuse_extras(b, event, event->data.sequence_start.anchor,
                             event->data.sequence_start.tag, err) &&
               open_level(b, YAML_LIST, event->start_mark, err);
    case YAML_MAPPING_START_EVENT:
        return refuse_extras(b, event, event->data.mapping_start.anchor,
                             event->data.mapping_start.tag, err) &&
               open_level(b, YAML_MAP, event->start_mark, err);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return close_level(b);
    }
    return true;
}

// libyaml's words for the most common slip say nothing to who made it.
static const char *in_plain_words(const char *problem)
{
    if (!strcmp(problem, "found character that cannot start any token"))
        return "found a tab or a sign that cannot stand here; indent with "
               "spaces, and put quotes around a text that starts with it";
    return problem;
}

static bool syntax_error(const struct builder *b, const yaml_parser_t *parser,
                         struct error *err)
{
    const char *problem =
        in_plain_words(parser->problem ? parser->problem : "no YAML");
    if (parser->error == YAML_MEMORY_ERROR)
        return error_set(err, ERROR_NO_MEMORY, "%s: no memory left", b->name);
    if (parser->error == YAML_READER_ERROR)
        return error_set(err, ERROR_INVALID, "%s: %s at byte %zu", b->name,
                         problem, parser->problem_offset + 1);
    if (!parser->context) return fail(b, parser->problem_mark, err, problem);
    return error_set(err, ERROR_INVALID, "%s:%zu:%zu: %s %s (from line %zu)",
                     b->name, parser->problem_mark.line + 1,
                     parser->problem_mark.column + 1, parser->context, problem,
                     parser->context_mark.line + 1);
}

static bool build(struct builder *b, yaml_parser_t *parser, struct error *err)
{
    while (!b->is_done) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return syntax_error(b, parser, err);
        bool ok = handle(b, &event, err);
        yaml_event_delete(&event);
        if (!ok) return false;
    }
    return true;
}

const struct yaml *yaml_read(struct arena *arena, const char *name, str bytes,
                             struct error *err)
{
    if (bytes.len > YAML_SIZE_MAX) {
        error_set(err, ERROR_INVALID,
                  "%s: larger than a manifest may be (1 MiB)", name);
        return NULL;
    }
    struct builder b = { .arena = arena, .name = name };
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        error_set(err, ERROR_NO_MEMORY, "%s: no memory left", name);
        return NULL;
    }
    yaml_parser_set_input_string(
        &parser, (const unsigned char *)(bytes.bytes ? bytes.bytes : ""),
        bytes.len);
    bool ok = build(&b, &parser, err);
    yaml_parser_delete(&parser);
    return ok ? b.root : NULL;
}

const struct yaml *yaml_find(const struct yaml *map, str key)
{
    for (const struct yaml *entry = map->first; entry; entry = entry->next)
        if (str_equal(entry->key, key)) return entry;
    return NULL;
}

const char *yaml_kind_name(enum yaml_kind kind)
{
    static const char *const names[] = { "a text", "a map", "a list" };
    return names[kind];
}
