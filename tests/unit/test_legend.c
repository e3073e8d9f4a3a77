#include <math.h>
#include <stdlib.h>

#include "server/style/glyph.h"
#include "server/style/legend.h"
#include "server/style/picture.h"
#include "unit/test.h"

enum { ITEMS = 3, ROOM = 64 << 20 };

static struct legend_item items[ITEMS];
static struct legend legend;

static const struct legend *make_legend(void)
{
    items[0] = (struct legend_item){ .title = STR("0 & <minder>"),
                                     .shape = LEGEND_AREA,
                                     .color = STR("#c0ffee") };
    items[1] = (struct legend_item){ .title = STR("niet gepubliceerd"),
                                     .shape = LEGEND_AREA,
                                     .color = STR("#e3e3e3"),
                                     .icon = STR("niet-bekend") };
    items[2] = (struct legend_item){ .title = STR("Werk \xc3\xa9\xc3\xa9n"),
                                     .shape = LEGEND_ICON,
                                     .icon = STR("werk") };
    legend = (struct legend){ .title = STR("Proef"), .count = 1 };
    legend.groups[0] = (struct legend_group){ .title = STR("Groep"),
                                              .items = items,
                                              .count = ITEMS };
    return &legend;
}

static bool write_png(size_t limit, struct error *err)
{
    str png = { 0 };
    struct buf out;
    struct arena *arena = arena_create(limit);
    buf_init(&out, arena, limit);
    bool ok = legend_write_png(arena, make_legend(), &out, err) &&
              buf_finish(&out, &png, err);
    CHECK(!ok || str_starts(png, STR("\x89PNG\r\n\x1a\n")));
    CHECK(!ok || str_ends(png, STR("IEND\xae\x42\x60\x82")));
    arena_destroy(arena);
    return ok;
}

TEST(a_legend_is_drawn_or_memory_is_out)
{
    bool is_drawn = false;
    for (size_t limit = 4096; limit <= ROOM; limit += limit / 3) {
        struct error err = { 0 };
        is_drawn = write_png(limit, &err);
        CHECK(is_drawn || err.code == ERROR_NO_MEMORY ||
              err.code == ERROR_TOO_LARGE);
    }
    CHECK(is_drawn);
}

TEST(texts_of_data_are_escaped_in_svg)
{
    str svg = { 0 };
    struct buf out;
    struct arena *arena = arena_create(ROOM);
    buf_init(&out, arena, ROOM);
    legend_write_svg(&out, make_legend());
    CHECK(buf_finish(&out, &svg, NULL));
    CHECK(memmem(svg.bytes, svg.len, "0 &amp; &lt;minder&gt;", 22));
    CHECK(!memmem(svg.bytes, svg.len, "<minder>", 8));
    arena_destroy(arena);
}

TEST(a_rectangle_covers_its_pixels_and_shares_those_on_its_edge)
{
    struct picture picture;
    struct arena *arena = arena_create(1 << 20);
    CHECK(picture_create(arena, 4, 1, 1, &picture, NULL));
    picture_rectangle(&picture, 0.5, 0, 2, 1, STR("#000000"));
    const int wanted[] = { 128, 0, 128, 255 };
    for (size_t i = 0; i < 4; i++)
        CHECK(abs(picture.pixels[i * 3] - wanted[i]) <= 1);
    arena_destroy(arena);
}

// An H of Open Sans is two stems of 170 by 1462 and a bar of 770 by 152, of
// 2048 to the em.
TEST(a_letter_is_as_dark_as_its_outline_is_large)
{
    double ink = 0;
    struct picture picture;
    struct arena *arena = arena_create(8 << 20);
    CHECK(picture_create(arena, 60, 60, 1, &picture, NULL));
    picture_text(&picture, 20, 50, 48, FONT_REGULAR, STR("H"), STR("#000000"));
    for (int i = 0; i < 60 * 60; i++)
        ink += (255 - picture.pixels[i * 3]) / 255.0;
    double wanted = (2 * 170.0 * 1462 + 770.0 * 152) * 48 * 48 / 2048 / 2048;
    CHECK(fabs(ink - wanted) < wanted * 0.03);
    arena_destroy(arena);
}

TEST(widths_add_up)
{
    double both = text_width(FONT_REGULAR, STR("Groningen"), 12);
    double parts = text_width(FONT_REGULAR, STR("Gron"), 12) +
                   text_width(FONT_REGULAR, STR("ingen"), 12);
    CHECK(both > 30 && both < 90 && fabs(both - parts) < 1e-9);
    CHECK(text_width(FONT_BOLD, STR("Groningen"), 12) > both);
}

TEST(texts_are_read_by_code_point)
{
    str text = STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x97\xba\xff!");
    const uint32_t wanted[] = { 'a', 0xe9, 0x20ac, 0x1f5fa, 0xfffd, '!' };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        CHECK(text_next(&text) == wanted[i]);
    CHECK(!text.len);
}

TEST(letters_that_no_font_has_are_not_found)
{
    struct glyph glyph;
    CHECK(glyph_find(FONT_REGULAR, 'A', &glyph) && glyph.field);
    CHECK(glyph_find(FONT_REGULAR, ' ', &glyph) && !glyph.field);
    CHECK(!glyph_find(FONT_REGULAR, 0x4e00, &glyph));
    CHECK(!glyph_find("Geen Letter", 'A', &glyph));
}

TEST_MAIN
