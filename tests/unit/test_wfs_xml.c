// XML that clients send, and XML that nobody should: server/wfs/xml.h,
// server/wfs/markup.h.

#include "unit/test.h"

#include "base/clock.h"
#include "server/wfs/markup.h"
#include "server/wfs/xml.h"

enum { MEMORY = 256 << 20, FAST_MS = 50, SLOWER = 10 };

static str repeat(struct arena *arena, const char *text, size_t times)
{
    struct buf buf;
    str done = { 0 };
    buf_init(&buf, arena, SIZE_MAX);
    for (size_t i = 0; i < times; i++) buf_addf(&buf, "%s", text);
    CHECK(buf_finish(&buf, &done, NULL));
    return done;
}

static str printed(struct arena *arena, const struct xml *root)
{
    struct buf buf;
    str done = { 0 };
    buf_init(&buf, arena, SIZE_MAX);
    xml_print(&buf, root);
    CHECK(buf_finish(&buf, &done, NULL));
    return done;
}

TEST(elements_keep_their_order_attributes_and_text)
{
    struct error err;
    struct arena *arena = arena_create(MEMORY);
    const struct xml *root = xml_read(
        arena,
        STR("<?xml version='1.0'?><!-- c --><f:Filter xmlns:f='urn:f'>"
            "<f:A n='1 &amp; 2' f:m='x'>een<![CDATA[ <twee> ]]>&#233;</f:A>"
            "<B xmlns='urn:b'/></f:Filter>"),
        &err);
    CHECK(root && xml_is(root, "Filter"));
    if (root) {
        CHECK_STR(root->space, STR("urn:f"));
        CHECK_STR(xml_attribute(root->first, "n"), STR("1 & 2"));
        CHECK_STR(xml_attribute(root->first, "m"), STR("x"));
        CHECK(xml_attribute(root->first, "o").bytes == NULL);
        CHECK_STR(root->first->text, STR("een <twee> é"));
        CHECK(xml_is(root->first->next, "B") && !root->first->next->next);
        CHECK_STR(root->first->next->space, STR("urn:b"));
        CHECK_STR(printed(arena, root),
                  STR("<Filter xmlns=\"urn:f\"><A xmlns=\"urn:f\" n=\"1 &amp; "
                      "2\" m=\"x\">een &lt;twee&gt; é</A><B "
                      "xmlns=\"urn:b\"></B></Filter>"));
    }
    arena_destroy(arena);
}

TEST(positions_count_characters_from_one)
{
    struct error err;
    struct arena *arena = arena_create(MEMORY);
    const struct xml *root =
        xml_read(arena, STR("<a><z>éé</z><b x='1'/><c>\n<d/></c></a>"), &err);
    CHECK(root && root->position == 1);
    if (root) {
        CHECK(root->first->position == 4);
        CHECK(root->first->next->position == 13);
        CHECK(root->first->next->next->position == 23);
        CHECK(root->first->next->next->first->position == 27);
    }
    arena_destroy(arena);
}

static void refused(str xml, const char *why)
{
    struct error err = { 0 };
    struct arena *arena = arena_create(MEMORY);
    uint64_t start = clock_ms();
    CHECK(!xml_read(arena, xml, &err));
    CHECK(clock_ms() - start < FAST_MS * SLOWER);
    CHECK(err.code == ERROR_INVALID);
    if (!strstr(err.message, why)) {
        test_fail(__FILE__, __LINE__, why);
        fprintf(stderr, "  got \"%s\"\n", err.message);
    }
    arena_destroy(arena);
}

TEST(entities_and_document_types_are_refused_where_they_begin)
{
    refused(STR("<!DOCTYPE l [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;'>"
                "<!ENTITY c '&b;&b;&b;&b;'>]><l>&c;</l>"),
            "a document type declaration is not accepted");
    refused(STR("<!DOCTYPE f [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                "<f>&x;</f>"),
            "a document type declaration is not accepted");
    refused(STR("<!DOCTYPE f SYSTEM 'http://127.0.0.1:1/x.dtd'><f/>"),
            "a document type declaration is not accepted");
    refused(STR("<f>&x;</f>"), "at character 1: Entity 'x' not defined");
}

TEST(what_is_no_xml_is_refused_with_its_place)
{
    refused(STR(""), "the XML is empty");
    refused(STR("a=1"), "at character 1");
    refused(STR("<a><b></a>"), "at character ");
    refused(STR("<a>"), "at character ");
    refused(STR("<a/><b/>"), "at character ");
    refused(STR("<a x='1' x='2'/>"), "at character ");
    refused(STR("<p:a/>x"), "at character ");
    refused(STR("<a>een <b>twee</b></a>"), "text stands beside elements");
    refused(STR("<a>\xC3(</a>"), "byte 4 of the XML is not UTF-8");
    refused(STR("\xFF\xFE<\0a\0/\0>\0"), "byte 1 of the XML is not UTF-8");
}

TEST(depth_number_and_size_have_limits)
{
    struct arena *arena = arena_create(MEMORY);
    refused(repeat(arena, "<a>", 10000), "nest deeper than 100");
    str many = repeat(arena, "<a/>", XML_ELEMENTS_MAX);
    refused(arena_printf(arena, "<r>%.*s</r>", STR_ARG(many)),
            "more than 20000 elements");
    refused(repeat(arena, "<a/>", XML_BYTES_MAX), "at most 1048576 are read");
    arena_destroy(arena);
}

TEST(names_of_any_text_read_back_as_that_text)
{
    static const struct {
        const char *text, *name;
    } rows[] = {
        { "naam", "naam" },
        { "Nummer stembureau", "Nummer_x0020_stembureau" },
        { "adres (kort)", "adres_x0020__x0028_kort_x0029_" },
        { "2e keus", "_x0032_e_x0020_keus" },
        { "a_x0020_b", "a_x005F_x0020_b" },
        { "ov-halte", "ov-halte" },
        { "-halte", "_x002D_halte" },
        { "café", "café" },
        { "prijs €", "prijs_x0020__x20AC_" },
        { "\xF0\x9F\x8C\xB3", "_x1F333_" },
        { "a:b", "a_x003A_b" },
    };
    struct arena *arena = arena_create(MEMORY);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str text = str_from(rows[i].text), name = str_from(rows[i].name);
        CHECK_STR(markup_name_copy(arena, text), name);
        CHECK_STR(markup_name_read(arena, name), text);
    }
    CHECK_STR(markup_name_read(arena, STR("_x00_a_xZZZZ_")),
              STR("_x00_a_xZZZZ_"));
    arena_destroy(arena);
}

TEST(text_is_escaped_and_what_xml_cannot_hold_is_replaced)
{
    struct buf buf;
    str done = { 0 };
    struct arena *arena = arena_create(MEMORY);
    buf_init(&buf, arena, SIZE_MAX);
    markup_text(&buf, STR("a<b>&\"c\"\r\n\x01\xEF\xBF\xBF]]>"));
    markup_attribute(&buf, "n", STR("\"x\"\n<"));
    CHECK(buf_finish(&buf, &done, NULL));
    CHECK_STR(done, STR("a&lt;b&gt;&amp;\"c\"&#13;\n\xEF\xBF\xBD\xEF\xBF\xBD"
                        "]]&gt; n=\"&#34;x&#34;&#10;&lt;\""));
    arena_destroy(arena);
}

TEST_MAIN
