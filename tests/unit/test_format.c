#include "unit/test.h"

#include "server/compress.h"
#include "server/format.h"

static const struct offer items[] = { { "json", FORMAT_GEOJSON },
                                      { "geojson", FORMAT_GEOJSON },
                                      { "csv", FORMAT_CSV },
                                      { 0 } };
static const struct offer openapi[] = { { "json", FORMAT_OPENAPI }, { 0 } };
static const struct offer json[] = { { "json", FORMAT_JSON }, { 0 } };

struct accept_case {
    const char *accept;
    const char *name;  // of the offer; NULL: none
};

static void check_all(const struct offer *offers,
                      const struct accept_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct offer *offer =
            offer_negotiate(offers, str_from(cases[i].accept));
        bool ok = cases[i].name ? offer && !strcmp(offer->name, cases[i].name)
                                : !offer;
        if (!ok)
            fprintf(stderr, "  %s: %s\n", cases[i].accept,
                    offer ? offer->name : "none");
        CHECK(ok);
    }
}

TEST(what_real_clients_send_gets_json)
{
    static const struct accept_case cases[] = {
        { "", "json" },
        { "*/*", "json" },
        { "application/json", "json" },
        { "application/geo+json", "json" },
        { "application/geo+json, application/json", "json" },
        { "application/json,application/schema+json", "json" },
        { "text/html, image/gif, image/jpeg, */*; q=0.2", "json" },
        { "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          "json" },
        { "APPLICATION/JSON", "json" },
    };
    check_all(items, cases, sizeof cases / sizeof *cases);
}

TEST(weights_and_closeness_decide)
{
    static const struct accept_case cases[] = {
        { "text/csv", "csv" },
        { "text/*", "csv" },
        { "text/csv, application/geo+json", "json" },
        { "application/geo+json;q=0.5, text/csv;q=0.9", "csv" },
        { "*/*;q=0.9, application/geo+json;q=0.1", "csv" },
        { "application/geo+json;q=0, */*", "csv" },
        { "application/xml", NULL },
        { "application/geo+json;q=0", NULL },
        { "text/html", NULL },
        { "nonsense", NULL },
        { ";;;,,,/", NULL },
    };
    check_all(items, cases, sizeof cases / sizeof *cases);
}

TEST(the_description_of_the_api_has_its_own_type)
{
    static const struct accept_case cases[] = {
        { "application/vnd.oai.openapi+json;version=3.0", "json" },
        { "application/json", "json" },
        { "text/html", NULL },
    };
    check_all(openapi, cases, sizeof cases / sizeof *cases);
    static const struct accept_case plain[] = { { "application/geo+json",
                                                  NULL } };
    check_all(json, plain, 1);
}

TEST(offers_are_found_by_name)
{
    CHECK(offer_find(items, STR("geojson")) == &items[1]);
    CHECK(!offer_find(items, STR("GeoJSON")));
    CHECK(!offer_find(items, STR("")));
    CHECK(!offer_find(NULL, STR("json")));
}

struct coding_case {
    const char *accept;
    enum coding coding;
};

TEST(codings_follow_what_the_client_takes)
{
    static const struct coding_case cases[] = {
        { "", CODING_IDENTITY },
        { "gzip", CODING_GZIP },
        { "gzip, deflate, br", CODING_GZIP },
        { "gzip, deflate, br, zstd", CODING_ZSTD },
        { "zstd;q=0.5, gzip", CODING_GZIP },
        { "gzip;q=0", CODING_IDENTITY },
        { "*", CODING_ZSTD },
        { "*;q=0", CODING_IDENTITY },
        { "identity", CODING_IDENTITY },
        { "identity, gzip;q=0.5", CODING_IDENTITY },
        { "br", CODING_IDENTITY },
        { "GZIP", CODING_GZIP },
        { "zstd;q=0, *", CODING_GZIP },
        { ",,;q=,", CODING_IDENTITY },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool ok =
            coding_negotiate(str_from(cases[i].accept)) == cases[i].coding;
        if (!ok) fprintf(stderr, "  %s\n", cases[i].accept);
        CHECK(ok);
    }
}

TEST_MAIN
