#include "server/commands_show.h"

#include <inttypes.h>

#include "base/json.h"

static str label_text(struct label label)
{
    return label.nl.len ? label.nl : label.en;
}

static bool is_of(const struct collection *collection,
                  const struct dataset *dataset)
{
    return str_equal(collection->dataset->id, dataset->id);
}

static int64_t dataset_rows(const struct catalog *catalog,
                            const struct dataset *dataset)
{
    int64_t rows = 0;
    for (size_t i = 0; i < catalog->collection_count; i++)
        if (is_of(&catalog->collections[i], dataset))
            rows += catalog->collections[i].feature_count;
    return rows;
}

static int widest_id(const struct catalog *catalog)
{
    size_t width = 7;
    for (size_t i = 0; i < catalog->dataset_count; i++)
        if (catalog->datasets[i].id.len > width)
            width = catalog->datasets[i].id.len;
    return (int)width;
}

void list_print(const struct catalog *catalog, struct buf *out)
{
    if (!catalog->dataset_count) {
        buf_add_str(out, STR("The database holds no datasets.\n"));
        return;
    }
    int width = widest_id(catalog);
    buf_addf(out, "%-*s  %-10s  %7s  %9s  %-24s  %s\n", width, "dataset",
             "kind", "version", "rows", "updated", "title");
    for (size_t i = 0; i < catalog->dataset_count; i++) {
        const struct dataset *d = &catalog->datasets[i];
        str title = label_text(d->title);
        buf_addf(out,
                 "%-*.*s  %-10s  %7" PRId64 "  %9" PRId64 "  %-24.*s  %.*s%s\n",
                 width, STR_ARG(d->id), dataset_kind_name(d->kind), d->version,
                 dataset_rows(catalog, d), STR_ARG(d->updated), STR_ARG(title),
                 d->is_internal ? " (internal)" : "");
    }
}

static void write_label(struct json *json, const char *key, struct label label)
{
    if (!label.nl.len && !label.en.len) return;
    json_key(json, str_from(key));
    json_object_begin(json);
    if (label.nl.len) json_member_str(json, "nl", label.nl);
    if (label.en.len) json_member_str(json, "en", label.en);
    json_object_end(json);
}

static void write_text(struct json *json, const char *key, str text)
{
    if (text.len) json_member_str(json, key, text);
}

static void write_facts(struct json *json, const struct dataset *d)
{
    json_member_str(json, "id", d->id);
    json_member_str(json, "kind", str_from(dataset_kind_name(d->kind)));
    write_label(json, "title", d->title);
    write_label(json, "description", d->description);
    json_member_str(json, "visibility",
                    d->is_internal ? STR("internal") : STR("public"));
    json_member_int(json, "version", d->version);
    write_text(json, "updated", d->updated);
    write_text(json, "source", d->source);
    write_text(json, "license", d->license);
    write_text(json, "attribution", d->attribution);
    write_text(json, "areas", d->areas);
    if (d->areas.len) json_member_int(json, "areasVersion", d->areas_version);
    if (d->vintage) json_member_int(json, "vintage", d->vintage);
    json_member_int(json, "maxAge", d->max_age_s);
}

void list_write(const struct catalog *catalog, struct buf *out)
{
    struct json json = { .out = out };
    json_object_begin(&json);
    json_key(&json, STR("datasets"));
    json_array_begin(&json);
    for (size_t i = 0; i < catalog->dataset_count; i++) {
        const struct dataset *d = &catalog->datasets[i];
        json_object_begin(&json);
        write_facts(&json, d);
        json_member_int(&json, "rows", dataset_rows(catalog, d));
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    buf_add_char(out, '\n');
}

static const char *role_name(enum field_role role)
{
    static const char *const names[] = {
        [FIELD_PLAIN] = "",
        [FIELD_ID] = "id",
        [FIELD_BUURTCODE] = "code of the buurt",
        [FIELD_WIJKCODE] = "code of the wijk",
        [FIELD_GEMEENTECODE] = "code of the gemeente",
        [FIELD_AREA_NAME] = "name of the area",
        [FIELD_TIME_START] = "time",
        [FIELD_TIME_END] = "end of the time",
    };
    return names[role];
}

static const char *period_text(enum period period)
{
    static const char *const names[] = { "none", "day", "month", "quarter",
                                         "year" };
    return names[period];
}

static void write_field(struct json *json, const struct field *field)
{
    json_object_begin(json);
    json_member_str(json, "name", field->name);
    json_member_str(json, "type", str_from(value_type_name(field->type)));
    write_label(json, "title", field->title);
    write_text(json, "unit", field->unit);
    if (field->role != FIELD_PLAIN)
        json_member_str(json, "role", str_from(role_name(field->role)));
    json_member_bool(json, "required", field->is_required);
    json_member_bool(json, "category", field->is_category);
    json_member_bool(json, "measure", field->is_measure);
    if (field->choice_count)
        json_member_int(json, "choices", (int64_t)field->choice_count);
    json_object_end(json);
}

static void write_collection(struct json *json, const struct collection *c)
{
    json_object_begin(json);
    json_member_str(json, "id", c->id);
    write_label(json, "title", c->title);
    json_member_int(json, "rows", c->feature_count);
    if (c->geom_type != GEOM_EMPTY) {
        json_member_str(json, "geometry",
                        str_from(geom_type_name(c->geom_type)));
        json_member_int(json, "storageSrid", c->storage_srid);
    }
    if (!box_is_nothing(c->extent)) {
        json_key(json, STR("extent"));
        json_array_begin(json);
        json_fixed(json, c->extent.min_x, 6);
        json_fixed(json, c->extent.min_y, 6);
        json_fixed(json, c->extent.max_x, 6);
        json_fixed(json, c->extent.max_y, 6);
        json_array_end(json);
    }
    write_text(json, "timeFrom", c->time_from);
    write_text(json, "timeTo", c->time_to);
    if (c->period != PERIOD_NONE)
        json_member_str(json, "period", str_from(period_text(c->period)));
    json_key(json, STR("fields"));
    json_array_begin(json);
    for (size_t i = 0; i < c->schema.count; i++)
        write_field(json, &c->schema.fields[i]);
    json_array_end(json);
    json_object_end(json);
}

void dataset_write(const struct catalog *catalog, const struct dataset *dataset,
                   struct buf *out)
{
    struct json json = { .out = out };
    json_object_begin(&json);
    write_facts(&json, dataset);
    json_key(&json, STR("collections"));
    json_array_begin(&json);
    for (size_t i = 0; i < catalog->collection_count; i++)
        if (is_of(&catalog->collections[i], dataset))
            write_collection(&json, &catalog->collections[i]);
    json_array_end(&json);
    json_key(&json, STR("report"));
    if (dataset->report.len)
        json_raw(&json, dataset->report);
    else
        json_null(&json);
    json_object_end(&json);
    buf_add_char(out, '\n');
}

static void print_fact(struct buf *out, const char *name, str value)
{
    if (value.len) buf_addf(out, "%-12s %.*s\n", name, STR_ARG(value));
}

static void print_field(struct buf *out, const struct field *field, int width)
{
    buf_addf(out, "  %-*.*s  %-9s", width, STR_ARG(field->name),
             value_type_name(field->type));
    const char *gap = "  ";
    if (field->role != FIELD_PLAIN) {
        buf_addf(out, "%s%s", gap, role_name(field->role));
        gap = ", ";
    }
    if (field->is_required) buf_addf(out, "%srequired", gap), gap = ", ";
    if (field->is_category) buf_addf(out, "%scategory", gap), gap = ", ";
    if (field->is_measure) buf_addf(out, "%smeasure", gap), gap = ", ";
    if (field->choice_count)
        buf_addf(out, "%s%zu values", gap, field->choice_count);
    buf_add_char(out, '\n');
}

static void print_collection(struct buf *out, const struct collection *c)
{
    buf_addf(out, "\ncollection %.*s: %" PRId64 " rows", STR_ARG(c->id),
             c->feature_count);
    if (c->geom_type != GEOM_EMPTY)
        buf_addf(out, ", %s, EPSG:%d", geom_type_name(c->geom_type),
                 c->storage_srid);
    if (c->period != PERIOD_NONE)
        buf_addf(out, ", per %s", period_text(c->period));
    if (c->time_from.len || c->time_to.len)
        buf_addf(out, ", %.*s to %.*s", STR_ARG(c->time_from),
                 STR_ARG(c->time_to));
    buf_add_char(out, '\n');
    size_t width = 0;
    for (size_t i = 0; i < c->schema.count; i++)
        if (c->schema.fields[i].name.len > width)
            width = c->schema.fields[i].name.len;
    for (size_t i = 0; i < c->schema.count; i++)
        print_field(out, &c->schema.fields[i], (int)width);
}

void dataset_print(const struct catalog *catalog, const struct dataset *dataset,
                   struct buf *out)
{
    const struct dataset *d = dataset;
    buf_addf(out, "%.*s: %s, %s, version %" PRId64 "\n\n", STR_ARG(d->id),
             dataset_kind_name(d->kind), d->is_internal ? "internal" : "public",
             d->version);
    print_fact(out, "title", label_text(d->title));
    print_fact(out, "description", label_text(d->description));
    print_fact(out, "updated", d->updated);
    print_fact(out, "source", d->source);
    print_fact(out, "license", d->license);
    print_fact(out, "attribution", d->attribution);
    if (d->areas.len)
        buf_addf(out, "%-12s %.*s, version %" PRId64 "\n", "areas",
                 STR_ARG(d->areas), d->areas_version);
    if (d->vintage) buf_addf(out, "%-12s %d\n", "vintage", d->vintage);
    for (size_t i = 0; i < catalog->collection_count; i++)
        if (is_of(&catalog->collections[i], dataset))
            print_collection(out, &catalog->collections[i]);
    if (!d->report.len) return;
    buf_add_str(out, STR("\nlast import\n"));
    json_print(d->report, out);
}
