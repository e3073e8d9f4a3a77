// Filters of FES as the CQL2 that they mean: server/wfs/fes.h.

#include "unit/server_request.h"

#include "cql/cql.h"
#include "server/wfs/fes.h"

enum { MEMORY = 64 << 20 };

#define REF(name) "<ValueReference>" name "</ValueReference>"
#define LIT(text) "<Literal>" text "</Literal>"

// The filter on lichtmasten or misdrijven as CQL2 text, or the message.
static str read(struct arena *arena, const char *collection, const char *xml,
                struct fes_filter *out)
{
    struct buf text;
    str done = { 0 };
    struct error err = { 0 };
    struct fes_scope scope = {
        .arena = arena,
        .collection = catalog_collection(&catalog, str_from(collection)),
    };
    wfs_crs_default(scope.collection, &scope.crs);
    str filter = arena_printf(arena, "<Filter>%s</Filter>", xml);
    const struct xml *root = xml_read(arena, filter, &err);
    if (!root || !fes_read(&scope, root, out, &err))
        return arena_printf(arena, "%s", err.message);
    buf_init(&text, arena, SIZE_MAX);
    if (out->filter) cql_print(out->filter, &text);
    CHECK(buf_finish(&text, &done, NULL));
    return done;
}

struct row {
    const char *xml, *wanted;
};

static void check_rows(const char *collection, const struct row *rows,
                       size_t count)
{
    struct arena *arena = arena_create(MEMORY);
    for (size_t i = 0; i < count; i++) {
        struct fes_filter filter;
        CHECK_STR(read(arena, collection, rows[i].xml, &filter),
                  str_from(rows[i].wanted));
    }
    arena_destroy(arena);
}
#define CHECK_ROWS(collection, rows) \
    check_rows(collection, rows, sizeof(rows) / sizeof *(rows))

TEST(comparisons_follow_the_type_of_their_property)
{
    static const struct row rows[] = {
        { "<PropertyIsEqualTo>" REF("nummer") LIT("7") "</PropertyIsEqualTo>",
          "nummer = 7" },
        { "<PropertyIsNotEqualTo>" LIT("7")
              REF("lamp_soort") "</PropertyIsNotEqualTo>",
          "'7' <> lamp_soort" },
        { "<PropertyIsLessThan>" REF("buurt:vermogen")
              LIT(" 2.5 ") "</PropertyIsLessThan>",
          "vermogen < 2.5" },
        { "<PropertyIsGreaterThanOrEqualTo matchCase='false'>" REF("lamp_soort")
              LIT("LED") "</PropertyIsGreaterThanOrEqualTo>",
          "CASEI(lamp_soort) >= CASEI('LED')" },
        { "<PropertyIsBetween>" REF("nummer") "<LowerBoundary>" LIT(
              "1") "</LowerBoundary><UpperBoundary>" LIT("5") "</"
                                                              "UpperBoundary></"
                                                              "PropertyIsBetwee"
                                                              "n>",
          "nummer BETWEEN 1 AND 5" },
        { "<PropertyIsNull>" REF("vermogen") "</PropertyIsNull>",
          "vermogen IS NULL" },
        { "<PropertyIsNull>" REF("gml:name") "</PropertyIsNull>", "TRUE" },
        { "<PropertyIsEqualTo>" REF("CBS_x0020_gemeentecode")
              LIT("GM0014") "</PropertyIsEqualTo>",
          "\"CBS gemeentecode\" = 'GM0014'" },
        { "<PropertyIsEqualTo>" REF("buurt:lichtmasten/buurt:lamp_soort")
              LIT("O'Neill; DROP TABLE") "</PropertyIsEqualTo>",
          "lamp_soort = 'O''Neill; DROP TABLE'" },
    };
    CHECK_ROWS("lichtmasten", rows);
}

TEST(patterns_are_those_of_cql2_with_their_own_signs_escaped)
{
#define LIKE(text) \
    "<PropertyIsLike wildCard='*' singleChar='?' escapeChar='!'>" REF( \
        "lamp_soort") LIT(text) "</PropertyIsLike>"
    static const struct row rows[] = {
        { LIKE("L*D?"), "lamp_soort LIKE 'L%D_'" },
        { LIKE("100%_"), "lamp_soort LIKE '100\\%\\_'" },
        { LIKE("a!*b!!"), "lamp_soort LIKE 'a*b!'" },
    };
    CHECK_ROWS("lichtmasten", rows);
}

TEST(logic_and_ids_nest)
{
    static const struct row rows[] = {
        { "<And><Not><PropertyIsNull>" REF(
              "vermogen") "</PropertyIsNull></Not><Or><ResourceId "
                          "rid='lichtmasten.3'/>"
                          "<ResourceId rid='buurten.3'/></Or></And>",
          "vermogen IS NOT NULL AND (nummer = 3 OR FALSE)" },
    };
    CHECK_ROWS("lichtmasten", rows);
}

TEST(geometries_come_to_longitude_first)
{
#define INTERSECTS(gml) "<Intersects>" REF("geometry") gml "</Intersects>"
#define URN "srsName='urn:ogc:def:crs:EPSG::4326'"
    static const struct row rows[] = {
        { INTERSECTS("<Point " URN "><pos>53 6</pos></Point>"),
          "S_INTERSECTS(geometry, POINT(6 53))" },
        { INTERSECTS("<Point><pos>53 6</pos></Point>"),
          "S_INTERSECTS(geometry, POINT(6 53))" },
        { INTERSECTS("<Point srsName='EPSG:4326'><pos>6 53</pos></Point>"),
          "S_INTERSECTS(geometry, POINT(6 53))" },
        { INTERSECTS("<LineString " URN "><posList srsDimension='3'>53 6 1 "
                     "54 7 2</posList></LineString>"),
          "S_INTERSECTS(geometry, LINESTRING(6 53,7 54))" },
        { "<Within><Polygon " URN "><exterior><LinearRing><posList>53 6 53 7 "
          "54 7 53 6</posList></LinearRing></exterior></Polygon></Within>",
          "S_WITHIN(geometry, POLYGON((6 53,7 53,7 54,6 53)))" },
        { "<Not><BBOX><Envelope " URN "><lowerCorner>53 6</lowerCorner>"
          "<upperCorner>54 7</upperCorner></Envelope></BBOX></Not>",
          "NOT S_INTERSECTS(geometry, BBOX(6, 53, 7, 54))" },
    };
    CHECK_ROWS("lichtmasten", rows);
}

TEST(a_box_that_must_hold_is_one_of_the_selection)
{
    struct fes_filter filter;
    struct arena *arena = arena_create(MEMORY);
    str rest = read(
        arena, "lichtmasten",
        "<And><BBOX>" REF(
            "geometry") "<Envelope " URN
                        "><lowerCorner>-100 6</lowerCorner><upperCorner>54 "
                        "7</upperCorner>"
                        "</Envelope></BBOX><PropertyIsEqualTo>" REF("nummer")
                            LIT("7") "</PropertyIsEqualTo></And>",
        &filter);
    CHECK_STR(rest, STR("nummer = 7"));
    CHECK(filter.box.count == 1 && filter.box.boxes[0].min_x == 6 &&
          filter.box.boxes[0].min_y == -90 && filter.box.boxes[0].max_y == 54);
    (void)read(arena, "lichtmasten",
               "<BBOX><Envelope " URN "><lowerCorner>-100 6</lowerCorner>"
               "<upperCorner>-95 7</upperCorner></Envelope></BBOX>",
               &filter);
    CHECK(filter.is_nothing);
    arena_destroy(arena);
}

TEST(a_moment_is_compared_with_the_ends_of_a_period)
{
#define PERIOD \
    "<TimePeriod><beginPosition>2024-01-01</beginPosition>" \
    "<endPosition>2024-06-30</endPosition></TimePeriod>"
#define INSTANT \
    "<TimeInstant><timePosition>2024-02-03T10:00:00Z" \
    "</timePosition></TimeInstant>"
    static const struct row rows[] = {
        { "<During>" REF("periode") PERIOD "</During>",
          "periode > DATE('2024-01-01') AND periode < DATE('2024-06-30')" },
        { "<After>" REF("periode") PERIOD "</After>",
          "periode > DATE('2024-06-30')" },
        { "<Before>" REF("periode") INSTANT "</Before>",
          "periode < DATE('2024-02-03')" },
        { "<TEquals>" REF("periode") PERIOD "</TEquals>", "FALSE" },
    };
    CHECK_ROWS("misdrijven", rows);
}

TEST(mistakes_are_named_with_their_place)
{
    static const struct row rows[] = {
        { "<PropertyIsEqualTo>" REF("nergens") LIT("1") "</PropertyIsEqualTo>",
          "at character 28: 'nergens' is not a property of lichtmasten; "
          "DescribeFeatureType lists them" },
        { "<PropertyIsEqualTo>" REF("nummer") LIT("een") "</PropertyIsEqualTo>",
          "at character 67: een is not a number that can be held" },
        { "<PropertyIsEqualTo>" REF("nummer") "</PropertyIsEqualTo>",
          "at character 9: PropertyIsEqualTo takes two operands" },
        { "<PropertyIsEqualTo>" REF("gml:boundedBy")
              LIT("1") "</PropertyIsEqualTo>",
          "at character 28: no feature has a gml:boundedBy; it can be asked "
          "with PropertyIsNull only" },
        { "<DWithin/>",
          "at character 9: DWithin is not an operator that is offered here" },
        { "", "at character 1: Filter is empty" },
        { "<BBOX>" REF("geometry") "<Point><pos>1 2</pos></Point></BBOX>",
          "at character 56: BBOX takes a gml:Envelope" },
        { "<Intersects>" REF("nummer") "<Point><pos>1 2</pos></Point>"
                                       "</Intersects>",
          "at character 21: ValueReference does not name the geometry" },
        { INTERSECTS("<Point><pos>53 NaN</pos></Point>"),
          "at character 69: 'NaN' in pos is not a number" },
        { INTERSECTS("<Point srsName='EPSG:1'><pos>1 2</pos></Point>"),
          "at character 62: srsName 'EPSG:1' is not on offer" },
        { INTERSECTS("<Polygon><exterior><LinearRing><posList>1 1 2 2 3 1"
                     "</posList></LinearRing></exterior></Polygon>"),
          "at character 81: a ring needs at least four positions" },
    };
    CHECK_ROWS("lichtmasten", rows);
}

TEST(ids_alone_are_a_list)
{
    struct fes_filter filter;
    struct arena *arena = arena_create(MEMORY);
    (void)read(arena, "lichtmasten",
               "<ResourceId rid='lichtmasten.3'/><ResourceId rid='x.3'/>"
               "<ResourceId rid='lichtmasten.5'/>",
               &filter);
    CHECK(filter.id_count == 2 && !filter.is_nothing);
    CHECK_STR(filter.ids[1], STR("5"));
    (void)read(arena, "lichtmasten", "<ResourceId rid='lichtmast.3'/>",
               &filter);
    CHECK(filter.is_nothing);
    arena_destroy(arena);
}

TEST_MAIN
