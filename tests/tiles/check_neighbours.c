#include <math.h>
#include <stdlib.h>

#include "tests/tiles/check_tiles.h"
#include "tile/frame.h"

// What two tiles show of one place may differ by the rounding of an edge that
// one of them cuts, and by what rebuilding bends: in units of their grid.
static const double SLACK = 1.5;

struct comparing {
    const struct checked *a, *b;
    int dx, dy;
    double slack;
    size_t *compared;
};

static bool is_value_same(const struct mvt_value *a, const struct mvt_value *b)
{
    return a && b && a->type == MVT_STRING && b->type == MVT_STRING &&
           str_equal(a->text, b->text);
}

// Areas with counts have no id but their code.
static const struct mvt_read_feature *
find_same(const struct mvt_read_tile *tile, const struct mvt_read_layer *from,
          const struct mvt_read_feature *own)
{
    const struct mvt_read_layer *layer = mvt_find_layer(tile, from->name);
    const struct mvt_value *code = mvt_find_value(from, own, STR("code"));
    for (size_t i = 0; layer && i < layer->feature_count; i++) {
        const struct mvt_read_feature *other = &layer->features[i];
        if (own->has_id ? other->has_id && other->id == own->id
                        : is_value_same(
                              code, mvt_find_value(layer, other, STR("code"))))
            return other;
    }
    return NULL;
}

static double distance(struct pixel a, struct pixel b, double x, double y)
{
    double dx = b.x - a.x, dy = b.y - a.y;
    double length = dx * dx + dy * dy;
    double t = length > 0 ? ((x - a.x) * dx + (y - a.y) * dy) / length : 0;
    t = fmin(1, fmax(0, t));
    return hypot(a.x + t * dx - x, a.y + t * dy - y);
}

// From a place to the nearest edge, or point, of the shape; `but`, where it is
// no NULL, is a corner whose own two edges do not count.
static double distance_to(const struct mvt_shape *shape, double x, double y,
                          const struct pixel *but)
{
    const struct pixels *parts = &shape->parts;
    double least = HUGE_VAL;
    for (size_t r = 0, i = 0; r < parts->run_count; r++) {
        size_t start = i;
        for (; i < parts->ends[r]; i++) {
            bool is_first = i == start;
            if (is_first && shape->type == MVT_LINE) continue;
            size_t before = is_first ? parts->ends[r] - 1 : i - 1;
            if (shape->type == MVT_POINT) before = i;
            const struct pixel *from = &parts->points[before];
            const struct pixel *to = &parts->points[i];
            if (from == but || to == but) continue;
            least = fmin(least, distance(*from, *to, x, y));
        }
    }
    return least;
}

// Where an area is hardly wider than a unit a cut may take its tip away.
static bool is_thin(const struct comparing *c, const struct mvt_shape *shape,
                    const struct pixel *corner)
{
    return shape->type == MVT_POLYGON &&
           distance_to(shape, corner->x, corner->y, corner) <= c->slack;
}

// Well inside of what a tile shows, so that no cut is near.
static bool is_shown(double x, double y, double slack)
{
    const double near_cut = 2.5 + slack;
    const double low = near_cut - TILE_MARGIN;
    const double high = TILE_EXTENT + TILE_MARGIN - near_cut;
    return x > low && y > low && x < high && y < high;
}

static const char *compare_feature(const struct comparing *c,
                                   const struct mvt_read_layer *layer,
                                   const struct mvt_read_feature *own)
{
    const struct mvt_read_feature *other = NULL;
    bool is_looked_up = false;
    for (size_t k = 0; k < own->shape.parts.point_count; k++) {
        const struct pixel *p = &own->shape.parts.points[k];
        double x = p->x - c->dx, y = p->y - c->dy;
        if (!is_shown(p->x, p->y, c->slack) || !is_shown(x, y, c->slack))
            continue;
        if (!is_looked_up) other = find_same(&c->b->tile, layer, own);
        is_looked_up = true;
        // Of an area that one tile cuts to less than a unit nothing is left.
        if (!other && c->b->made.too_small) return NULL;
        ++*c->compared;
        if (!other) return "a feature is not in a neighbour";
        if (distance_to(&other->shape, x, y, NULL) > c->slack &&
            !is_thin(c, &own->shape, p))
            return "a corner is elsewhere in a neighbour";
    }
    return NULL;
}

static bool is_of_labels(str layer)
{
    return str_ends(layer, STR("-labels"));
}

static const char *compare(const struct comparing *c)
{
    const char *wrong = NULL;
    for (size_t l = 0; l < c->a->tile.layer_count && !wrong; l++) {
        const struct mvt_read_layer *layer = &c->a->tile.layers[l];
        // A label is in one tile only.
        if (is_of_labels(layer->name)) continue;
        for (size_t i = 0; i < layer->feature_count && !wrong; i++)
            wrong = compare_feature(c, layer, &layer->features[i]);
    }
    return wrong;
}

// What a tile left out that does not move what it shows.
static bool is_harmless(str word)
{
    return !word.len || str_equal(word, STR("attributes")) ||
           str_equal(word, STR("names"));
}

// The grid that a tile keeps to, by what it says of itself; 0 where it shows
// something else than features.
static double grain_of(const struct checked *checked)
{
    const str grid = STR("grid=");
    str reduced = checked->made.reduced, word;
    int64_t grain = 1;
    while (str_next(&reduced, ',', &word)) {
        word = str_trim(word);
        if (is_harmless(word)) continue;
        if (!str_starts(word, grid) ||
            !str_to_int(str_slice(word, grid.len, word.len), &grain))
            return 0;
    }
    return (double)grain;
}

const char *neighbours_compare(const struct checked *a, const struct checked *b,
                               int dx, int dy, size_t *compared)
{
    double grain = grain_of(a);
    bool is_comparable =
        a->is_known && b->is_known && grain > 0 &&
        (!a->tile.layer_count || !b->tile.layer_count || grain == grain_of(b));
    if (!is_comparable) return NULL;
    struct comparing there = { a, b, dx, dy, SLACK * grain, compared };
    struct comparing back = { b, a, -dx, -dy, SLACK * grain, compared };
    const char *wrong = compare(&there);
    return wrong ? wrong : compare(&back);
}
