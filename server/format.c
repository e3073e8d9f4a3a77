#include "server/format.h"

struct format_fact {
    const char *media_type;
    const char *other;  // what also asks for it
};

static const struct format_fact facts[] = {
    [FORMAT_JSON] = { "application/json", NULL },
    [FORMAT_GEOJSON] = { "application/geo+json", "application/json" },
    [FORMAT_CSV] = { "text/csv; charset=utf-8", NULL },
    [FORMAT_OPENAPI] = { "application/vnd.oai.openapi+json;version=3.0",
                         "application/json" },
    [FORMAT_SCHEMA] = { "application/schema+json", "application/json" },
    [FORMAT_HTML] = { "text/html; charset=utf-8", NULL },
    [FORMAT_TEXT] = { "text/plain; version=0.0.4; charset=utf-8", NULL },
    [FORMAT_GEOJSONSEQ] = { "application/geo+json-seq", NULL },
    [FORMAT_JSONFG] = { "application/vnd.ogc.fg+json", NULL },
    [FORMAT_FLATGEOBUF] = { "application/flatgeobuf", NULL },
    [FORMAT_GEOPACKAGE] = { "application/geopackage+sqlite3", NULL },
    [FORMAT_CSS] = { "text/css; charset=utf-8", NULL },
    [FORMAT_TILEJSON] = { "application/vnd.mapbox.tile+json", NULL },
    [FORMAT_MVT] = { "application/vnd.mapbox-vector-tile", NULL },
    [FORMAT_SVG] = { "image/svg+xml", NULL },
    [FORMAT_PNG] = { "image/png", NULL },
    [FORMAT_STYLE] = { "application/vnd.mapbox.style+json",
                       "application/json" },
};

str format_media_type(enum format format)
{
    return str_from(facts[format].media_type);
}

const char *format_link_type(enum format format)
{
    if (format == FORMAT_HTML) return "text/html";
    return format == FORMAT_CSV ? "text/csv" : facts[format].media_type;
}

const struct offer *offer_find(const struct offer *offers, str name)
{
    for (; offers && offers->name; offers++)
        if (str_equal(str_from(offers->name), name)) return offers;
    return NULL;
}

// One element of an Accept header: a media range and its weight.
struct range {
    str type, subtype;
    int weight;  // thousandths
};

// RFC 9110 §12.4.2: "0", "1", or either with up to three decimals. What is not
// a weight counts as 1, as if it were not there.
static int weight_read(str text)
{
    double weight;
    if (!str_to_real(text, &weight) || weight < 0 || weight > 1) return 1000;
    return (int)(weight * 1000 + 0.5);
}

static struct range range_read(str element)
{
    str part, name;
    str rest = element;
    struct range range = { .weight = 1000 };
    if (!str_next(&rest, ';', &part)) return range;
    str subtype = str_trim(part);
    if (str_next(&subtype, '/', &name)) range.type = name;
    range.subtype = subtype;
    while (str_next(&rest, ';', &part)) {
        str value = str_trim(part);
        if (str_next(&value, '=', &name) &&
            str_equal_nocase(str_trim(name), STR("q")))
            range.weight = weight_read(str_trim(value));
    }
    return range;
}

static bool type_matches(str media_type, const struct range *range)
{
    str type;
    str subtype = str_slice(media_type, 0, str_find_char(media_type, ';'));
    str_next(&subtype, '/', &type);
    return str_equal_nocase(type, range->type) &&
           str_equal_nocase(subtype, range->subtype);
}

static bool type_group_matches(str media_type, const struct range *range)
{
    str type;
    str_next(&media_type, '/', &type);
    return str_equal(range->subtype, STR("*")) &&
           str_equal_nocase(type, range->type);
}

// How closely a range names a format: 3 by name, 2 as one that stands in for
// it, 1 by its group, 0 by anything, -1 not at all.
static int closeness(enum format format, const struct range *range)
{
    const struct format_fact *fact = &facts[format];
    if (type_matches(str_from(fact->media_type), range)) return 3;
    if (fact->other && type_matches(str_from(fact->other), range)) return 2;
    if (type_group_matches(str_from(fact->media_type), range)) return 1;
    bool is_anything =
        str_equal(range->type, STR("*")) && str_equal(range->subtype, STR("*"));
    return is_anything ? 0 : -1;
}

// The weight of the range that names the format most closely (§12.5.1).
static int accepted_weight(enum format format, str accept)
{
    str element;
    int best = -1, weight = 0;
    while (str_next(&accept, ',', &element)) {
        struct range range = range_read(element);
        int close = closeness(format, &range);
        if (close < 0 || close < best) continue;
        if (close > best || range.weight > weight) weight = range.weight;
        best = close;
    }
    return weight;
}

const struct offer *offer_negotiate(const struct offer *offers, str accept)
{
    if (!str_trim(accept).len) return offers;
    int best_weight = 0;
    const struct offer *best = NULL;
    for (; offers && offers->name; offers++) {
        int weight = accepted_weight(offers->format, accept);
        if (weight <= best_weight) continue;
        best = offers;
        best_weight = weight;
    }
    return best;
}
