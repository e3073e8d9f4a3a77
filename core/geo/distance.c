#include "geo/distance.h"

#include <math.h>

#include "geo/geodesic.h"

enum { HALVINGS_MAX = 48, CORRECTIONS = 2 };

static const double axis_m = 6378137;
static const double eccentricity_2 = 6.69437999014132e-3;

// The radii of curvature of the ellipsoid lie between these two, both reached
// by meridians: at the equator and at the poles.
static const double least_radius_m = 6335439.327;
static const double most_radius_m = 6399593.626;

// Above every radius, for the way from a chord to its arc.
static const double chord_radius_m = 6.5e6;

// Up to here a chord says as much as is needed about the way above it.
static const double chord_max_m = 1e6;

static double radians(double degrees)
{
    return degrees * (M_PI / 180);
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

// ---- chords

// Geocentric, in metres.
struct spot {
    double x, y, z;
};

static struct spot spot_of(struct point p)
{
    double lat = radians(p.y), lon = radians(p.x);
    double up = sin(lat), out = cos(lat);
    double normal = axis_m / sqrt(1 - eccentricity_2 * up * up);
    return (struct spot){ normal * out * cos(lon), normal * out * sin(lon),
                          normal * (1 - eccentricity_2) * up };
}

static struct spot less(struct spot a, struct spot b)
{
    return (struct spot){ a.x - b.x, a.y - b.y, a.z - b.z };
}

static double dot(struct spot a, struct spot b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

// The way over the ground is longer than the chord below it.
static double least_arc(double chord)
{
    if (!(chord > 0)) return 0;
    return chord * (1 + chord * chord / (24 * chord_radius_m * chord_radius_m));
}

// No curve on the ellipsoid bends more than a circle of the least radius, so
// none is longer above the same chord; of the longest chords this says nothing.
static double most_arc(double chord)
{
    if (chord > 1e7) return INFINITY;
    return 2 * least_radius_m * asin(chord / (2 * least_radius_m));
}

// ---- boxes

// The angle between two directions on a sphere, good for small ones too.
static double sphere_angle(double lat_a, double lat_b, double lon_between)
{
    double north = sin((lat_a - lat_b) / 2), east = sin(lon_between / 2);
    double h = north * north + cos(lat_a) * cos(lat_b) * east * east;
    return 2 * asin(sqrt(smaller(h, 1)));
}

// The least angle to a stretch of one meridian.
static double meridian_angle(double lat, double lon_between, double low,
                             double high)
{
    double angle = smaller(sphere_angle(lat, low, lon_between),
                           sphere_angle(lat, high, lon_between));
    double nearest = atan2(sin(lat), cos(lat) * cos(lon_between));
    if (nearest <= low || nearest >= high) return angle;
    return smaller(angle, sphere_angle(lat, nearest, lon_between));
}

// The least angle to anything in the box.
static double box_angle(struct box box, struct point from)
{
    double lat = radians(from.y);
    double low = radians(box.min_y), high = radians(box.max_y);
    double west = remainder(from.x - box.min_x, 360);
    double east = remainder(box.max_x - from.x, 360);
    double width = box.max_x - box.min_x;
    if ((west < 0 ? west + 360 : west) <= width || width >= 360)
        return lat < low ? low - lat : lat > high ? lat - high : 0;
    return smaller(meridian_angle(lat, radians(west), low, high),
                   meridian_angle(lat, radians(east), low, high));
}

struct distance_origin distance_origin_of(struct point at)
{
    struct spot spot = spot_of(at);
    return (struct distance_origin){ at, spot.x, spot.y, spot.z,
                                     cos(radians(at.y)) };
}

static double chord_m(const struct distance_origin *from, struct point to)
{
    struct spot way =
        less(spot_of(to), (struct spot){ from->x, from->y, from->z });
    return sqrt(dot(way, way));
}

// A way over the ellipsoid is at least as long as the same way, by latitude
// and longitude, over a sphere of the least radius; and at most as long as over
// one of the greatest.
static struct distance_range sphere_range(struct box box, struct point from,
                                          struct point middle, double reach)
{
    double away = sphere_angle(radians(from.y), radians(middle.y),
                               radians(remainder(middle.x - from.x, 360)));
    return (struct distance_range){
        .least_m = box_angle(box, from) * least_radius_m,
        .most_m = away * most_radius_m + reach,
    };
}

static struct point middle_of(struct box box)
{
    return (struct point){ (box.min_x + box.max_x) / 2,
                           (box.min_y + box.max_y) / 2 };
}

// Nothing in the box is further from its middle.
static double reach_of(struct box box)
{
    double width = radians(box.max_x - box.min_x) / 2;
    double height = radians(box.max_y - box.min_y) / 2;
    return most_radius_m * sqrt(width * width + height * height);
}

static struct distance_range widened(struct distance_range range)
{
    return (struct distance_range){
        .least_m = larger(0, range.least_m * (1 - 1e-12) - 1e-6),
        .most_m = range.most_m * (1 + 1e-12) + 1e-6,
    };
}

bool box_distance_roughly(struct box box, const struct distance_origin *from,
                          struct distance_range *range)
{
    double chord = chord_m(from, middle_of(box)), reach = reach_of(box);
    *range = widened((struct distance_range){
        .least_m = least_arc(chord) - reach,
        .most_m = most_arc(chord) + reach,
    });
    return chord < chord_max_m && reach < chord / 200;
}

// Degrees of longitude from `x` to the box, the short way round.
static double lon_gap(struct box box, double x)
{
    if (x < box.min_x)
        return smaller(box.min_x - x, larger(0, x + 360 - box.max_x));
    if (x > box.max_x)
        return smaller(x - box.max_x, larger(0, box.min_x + 360 - x));
    return 0;
}

// On a sphere, what lies an angle d away by longitude is at least
// asin(cos(lat) sin(d)) away, or as far as the pole; and sin(d) >= d - d³/6.
double box_distance_at_least_m(struct box box,
                               const struct distance_origin *from)
{
    double y = from->at.y;
    double north = larger(0, larger(box.min_y - y, y - box.max_y));
    double d = radians(smaller(90, lon_gap(box, from->at.x)));
    double east = from->cos_lat * (d - d * d * d / 6);
    double least = larger(radians(north), east) * least_radius_m;
    return larger(0, least * (1 - 1e-12) - 1e-6);
}

// Around the middle of a small box its own distance says more than that. Most
// small boxes are held against others that are nearby, where chords will do.
struct distance_range box_distance_m(struct box box,
                                     const struct distance_origin *from)
{
    struct point middle = middle_of(box);
    double reach = reach_of(box);
    struct distance_range range;
    if (box_distance_roughly(box, from, &range)) return range;
    range = sphere_range(box, from->at, middle, reach);
    if (reach < range.least_m / 200) {
        double metres = geodesic_m(from->at, middle);
        range.least_m = larger(range.least_m, metres - reach);
        range.most_m = smaller(range.most_m, metres + reach);
    }
    return widened(range);
}

// ---- geometries

struct search {
    struct point from;
    struct spot eye;
    double best_m;
};

static void try_point(struct search *search, struct point p)
{
    struct spot way = less(spot_of(p), search->eye);
    if (least_arc(sqrt(dot(way, way)) - 1e-6) >= search->best_m) return;
    double metres = geodesic_m(search->from, p);
    if (metres < search->best_m) search->best_m = metres;
}

struct edge {
    struct point a, b;
    struct spot from, to;
};

static struct point point_along(const struct edge *edge, double t)
{
    return (struct point){ edge->a.x + (edge->b.x - edge->a.x) * t,
                           edge->a.y + (edge->b.y - edge->a.y) * t };
}

static double clamp(double t)
{
    return t > 0 ? smaller(t, 1) : 0;
}

// How far the edge, which is straight in longitude and latitude, strays from
// its chord through the earth: an eighth of its greatest second derivative.
static double bulge(const struct edge *edge)
{
    double turn = radians(fabs(edge->b.x - edge->a.x)) +
                  radians(fabs(edge->b.y - edge->a.y));
    return most_radius_m * turn * turn / 8;
}

// From the chord back to the edge, correcting for the bulge between them.
static void try_nearest(struct search *search, const struct edge *edge)
{
    struct spot chord = less(edge->to, edge->from);
    double length_2 = dot(chord, chord);
    double t = 0;
    struct spot at = edge->from;
    for (int i = 0; length_2 > 0 && i <= CORRECTIONS; i++) {
        t = clamp(t + dot(less(search->eye, at), chord) / length_2);
        at = spot_of(point_along(edge, t));
    }
    try_point(search, point_along(edge, t));
}

// Halves the edge until its parts are as good as straight, leaving out those
// that are too far away.
static void try_edge(struct search *search, const struct edge *edge,
                     int halvings)
{
    struct spot chord = less(edge->to, edge->from);
    struct spot way = less(search->eye, edge->from);
    double length_2 = dot(chord, chord), strays = bulge(edge);
    double t = length_2 > 0 ? clamp(dot(way, chord) / length_2) : 0;
    struct spot nearest = { way.x - t * chord.x, way.y - t * chord.y,
                            way.z - t * chord.z };
    double metres = sqrt(dot(nearest, nearest));
    if (least_arc(metres - strays - 1e-6) >= search->best_m) return;
    if (strays < 1e-3 || strays < 1e-5 * metres || halvings == HALVINGS_MAX) {
        try_nearest(search, edge);
        return;
    }
    struct point middle = point_along(edge, 0.5);
    struct spot between = spot_of(middle);
    struct edge first = { edge->a, middle, edge->from, between };
    struct edge second = { middle, edge->b, between, edge->to };
    try_edge(search, &first, halvings + 1);
    try_edge(search, &second, halvings + 1);
}

static void try_edges(struct search *search, const struct geom *geom,
                      bool is_closed)
{
    size_t start = 0;
    for (size_t r = 0; r < geom->run_count; start = geom->runs[r++]) {
        size_t end = geom->runs[r];
        if (end == start) continue;
        size_t before = is_closed ? end - 1 : start;
        struct edge edge = { .b = geom->points[before] };
        edge.to = spot_of(edge.b);
        for (size_t i = start; i < end; i++) {
            edge.a = edge.b;
            edge.from = edge.to;
            edge.b = geom->points[i];
            edge.to = spot_of(edge.b);
            try_edge(search, &edge, 0);
        }
    }
}

static void try_geom(struct search *search, const struct geom *geom)
{
    switch (geom->type) {
    case GEOM_EMPTY: break;
    case GEOM_POINT:
    case GEOM_MULTIPOINT:
        for (size_t i = 0; i < geom->point_count; i++)
            try_point(search, geom->points[i]);
        break;
    case GEOM_LINE:
    case GEOM_MULTILINE: try_edges(search, geom, false); break;
    case GEOM_POLYGON:
    case GEOM_MULTIPOLYGON:
        if (geom_place(geom, search->from) != PLACE_OUTSIDE)
            search->best_m = 0;
        else
            try_edges(search, geom, true);
        break;
    case GEOM_COLLECTION:
        for (size_t i = 0; i < geom->member_count; i++)
            try_geom(search, &geom->members[i]);
        break;
    }
}

double geom_distance_m(const struct geom *geom, struct point from)
{
    struct search search = { from, spot_of(from), INFINITY };
    try_geom(&search, geom);
    return search.best_m;
}
