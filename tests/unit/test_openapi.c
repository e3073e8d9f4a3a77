#include "unit/server_request.h"

#include <stdlib.h>

#include "server/collection_json.h"
#include "server/openapi.h"
#include "server/schema_json.h"

static struct arena *arena;
static struct request request;
static struct buf out;

static const char *json_end(const char *p);

// A reader that knows only where a JSON value ends; NULL when it is none.
static const char *string_end(const char *p)
{
    if (!p || *p++ != '"') return NULL;
    for (; *p != '"'; p++) {
        if ((unsigned char)*p < 0x20) return NULL;
        if (*p == '\\' && !*++p) return NULL;
    }
    return p + 1;
}

static const char *list_end(const char *p, char close, bool has_keys)
{
    while (*p == '\n') p++;
    if (*p == close) return p + 1;
    for (;;) {
        if (has_keys && (!(p = string_end(p)) || *p++ != ':')) return NULL;
        if (!(p = json_end(p))) return NULL;
        while (*p == '\n') p++;
        if (*p == close) return p + 1;
        if (*p++ != ',') return NULL;
        while (*p == '\n') p++;
    }
}

static const char *json_end(const char *p)
{
    static const char *const words[] = { "true", "false", "null" };
    if (*p == '{') return list_end(p + 1, '}', true);
    if (*p == '[') return list_end(p + 1, ']', false);
    if (*p == '"') return string_end(p);
    for (size_t i = 0; i < 3; i++)
        if (!strncmp(p, words[i], strlen(words[i])))
            return p + strlen(words[i]);
    size_t digits = strspn(p, "-+.eE0123456789");
    return digits ? p + digits : NULL;
}

static const char *finish(void)
{
    str text = { 0 };
    buf_add_char(&out, '\0');
    CHECK(buf_finish(&out, &text, NULL));
    const char *end = text.bytes ? json_end(text.bytes) : NULL;
    CHECK(end && *end == '\0');
    return text.bytes ? text.bytes : "";
}

static const char *document(void)
{
    static const struct config config = {
        .max_limit = 5000,
        .contact = "Team Data <data@example.org> https://example.org/data",
    };
    arena = arena_create(8 << 20);
    request_make(&request, arena, "getOpenApi", NULL, "");
    buf_init(&out, arena, 8 << 20);
    struct json json = { .out = &out };
    openapi_write(&json, &request, &config);
    return finish();
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *p = text; (p = strstr(p, part)); p++) count++;
    return count;
}

TEST(every_route_that_is_not_hidden_has_a_path)
{
    const char *text = document();
    const struct route *route;
    for (size_t i = 0; (route = route_at(i)); i++) {
        char path[200], id[100];
        const char *tail = route->path + strlen("/v1");
        if (route->is_hidden) continue;
        snprintf(path, sizeof path, "\"%s\":{\"%s\":", *tail ? tail : "/",
                 route->is_post_only ? "post" : "get");
        snprintf(id, sizeof id, "\"operationId\":\"%s\"", route->id);
        CHECK(count_of(text, path) == 1);
        CHECK(count_of(text, id) == 1);
    }
    CHECK(!strstr(text, "getMetrics"));
    arena_destroy(arena);
}

TEST(an_internal_collection_is_not_in_the_document)
{
    const char *text = document();
    CHECK(!strstr(text, "geheim"));
    CHECK(strstr(text, "\"/collections/lichtmasten/items\":"));
    CHECK(strstr(text, "\"enum\":[\"buurten\",\"gemeenten\",\"lichtmasten\","
                       "\"misdrijven\"]"));
    arena_destroy(arena);
}

TEST(every_reference_is_to_something_in_the_document)
{
    const char *text = document();
    const char *p = text;
    size_t count = 0;
    while ((p = strstr(p, "\"$ref\":\""))) {
        char name[100];
        p += strlen("\"$ref\":\"");
        CHECK(!strncmp(p, "#/components/", strlen("#/components/")));
        const char *end = strchr(p, '"');
        const char *start = end;
        while (start[-1] != '/') start--;
        snprintf(name, sizeof name, "\"%.*s\":{", (int)(end - start), start);
        if (!strstr(text, name)) test_fail(name, 0, "is there");
        count++;
    }
    CHECK(count > 50);
    arena_destroy(arena);
}

TEST(limit_and_bbox_say_what_the_test_suite_asks)
{
    const char *text = document();
    CHECK(strstr(text, "\"limit\":{\"name\":\"limit\",\"in\":\"query\","
                       "\"required\":false,"));
    CHECK(strstr(text, "\"schema\":{\"type\":\"integer\",\"minimum\":1,"
                       "\"maximum\":5000,\"default\":10}"));
    CHECK(strstr(text, "\"style\":\"form\",\"explode\":false,\"schema\":{"
                       "\"type\":\"array\",\"minItems\":4,\"maxItems\":6,"
                       "\"items\":{\"type\":\"number\"}}"));
    arena_destroy(arena);
}

TEST(the_document_names_server_contact_and_version)
{
    const char *text = document();
    CHECK(strstr(text, "\"servers\":[{\"url\":\"http://localhost:8080/v1\"}]"));
    CHECK(strstr(text, "\"contact\":{\"name\":\"Team Data\",\"url\":"
                       "\"https://example.org/data\",\"email\":"
                       "\"data@example.org\"}"));
    CHECK(strstr(text, "\"openapi\":\"3.0.3\""));
    CHECK(strstr(text, "\"API-Version\":{\"$ref\":"));
    arena_destroy(arena);
}

TEST(properties_are_parameters_under_their_camel_case_names)
{
    const char *text = document();
    CHECK(strstr(text, "{\"name\":\"cbsGemeentecode\",\"in\":\"query\""));
    CHECK(strstr(text, "{\"name\":\"lampSoort\",\"in\":\"query\""));
    // The property `limit` is hidden by the parameter of that name.
    CHECK(count_of(text, "\"name\":\"limit\"") == 1);
    CHECK(strstr(text, "\"enum\":[\"1.1.1\",\"2.2.2\"]"));
    arena_destroy(arena);
}

static const char *collection_text(const char *id)
{
    arena = arena_create(1 << 20);
    request_make(&request, arena, "getCollection", id, "");
    buf_init(&out, arena, 1 << 20);
    struct json json = { .out = &out };
    collection_write(&json, &request, request.collection);
    return finish();
}

TEST(a_collection_tells_where_and_how_much_it_is)
{
    const char *text = collection_text("lichtmasten");
    CHECK(strstr(text, "\"id\":\"lichtmasten\",\"title\":\"Lichtmasten\""));
    CHECK(strstr(text, "\"bbox\":[[6.46,53.17,6.67,53.26]]"));
    CHECK(strstr(text, "\"itemType\":\"feature\",\"itemCount\":31805"));
    CHECK(strstr(text, "\"crs\":[\"http://www.opengis.net/def/crs/OGC/1.3/"
                       "CRS84\","));
    CHECK(strstr(text, "{\"rel\":\"items\",\"type\":\"application/geo+json\","
                       "\"title\":\"De features als GeoJSON\",\"href\":"
                       "\"http://localhost:8080/v1/collections/lichtmasten/"
                       "items\"}"));
    CHECK(strstr(text, "{\"rel\":\"license\""));
    arena_destroy(arena);
}

TEST(a_box_is_rounded_outwards)
{
    struct collection collection = collections[3];
    collection.extent =
        (struct box){ 6.12345678, 53.00000001, 6.98765432, 53.99999999 };
    arena = arena_create(1 << 20);
    request_make(&request, arena, "getCollection", "lichtmasten", "");
    buf_init(&out, arena, 1 << 20);
    struct json json = { .out = &out };
    collection_write(&json, &request, &collection);
    CHECK(strstr(finish(), "\"bbox\":[[6.123456,53,6.987655,54]]"));
    arena_destroy(arena);
}

TEST(a_collection_without_places_has_no_crs_and_no_box)
{
    const char *text = collection_text("misdrijven");
    CHECK(!strstr(text, "\"spatial\"") && !strstr(text, "storageCrs"));
    CHECK(strstr(text, "\"interval\":[[\"2023-01-01T00:00:00Z\","
                       "\"2025-12-31T23:59:59Z\"]]"));
    CHECK(!strstr(text, "\"itemType\":\"feature\""));
    arena_destroy(arena);
}

static const char *schema_text(const char *id, enum schema_purpose purpose)
{
    arena = arena_create(1 << 20);
    request_make(&request, arena, "getSchema", id, "");
    buf_init(&out, arena, 1 << 20);
    struct json json = { .out = &out };
    schema_write(&json, request.collection, purpose, STR("http://localhost/x"));
    return finish();
}

TEST(a_schema_has_types_roles_and_choices)
{
    const char *text = schema_text("lichtmasten", SCHEMA_RETURNABLES);
    CHECK(strstr(text, "\"$id\":\"http://localhost/x\""));
    CHECK(strstr(text, "\"nummer\":{\"title\":\"nummer\",\"type\":\"integer\","
                       "\"x-ogc-role\":\"id\""));
    CHECK(strstr(text, "\"vermogen\":{\"title\":\"vermogen\",\"type\":"
                       "[\"number\",\"null\"]"));
    CHECK(strstr(text, "\"geometry\":{\"title\":\"Geometrie\",\"format\":"
                       "\"geometry-point\""));
    CHECK(strstr(text, "\"required\":[\"nummer\"]"));
    arena_destroy(arena);
    text = schema_text("misdrijven", SCHEMA_RETURNABLES);
    CHECK(count_of(text, "\"x-ogc-role\":\"id\"") == 1);
    CHECK(strstr(text, "\"x-ogc-role\":\"primary-instant\""));
    CHECK(strstr(text, "\"enum\":[\"1.1.1\",\"2.2.2\",null]"));
    CHECK(!strstr(text, "\"geometry\""));
    arena_destroy(arena);
}

TEST(queryables_have_one_type_each)
{
    const char *text = schema_text("misdrijven", SCHEMA_QUERYABLES);
    CHECK(!strstr(text, "null"));
    CHECK(strstr(text, "\"periode\":{\"title\":\"periode\",\"type\":\"string\","
                       "\"format\":\"date\""));
    CHECK(strstr(text, "\"additionalProperties\":false"));
    arena_destroy(arena);
}

TEST_MAIN
