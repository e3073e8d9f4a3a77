#include "geo/crs.h"
#include "importers/areas.h"

enum { WRITE_SCRATCH_MAX = 256 << 20 };

// What people read above each level: the collection and its fields.
static const struct words {
    const char *collection[2], *code[2], *name[2];  // nl, en
    const char *name_field;
} words[LEVEL_COUNT] = {
    [LEVEL_BUURT] = { { "Buurten", "Neighbourhoods (buurten)" },
                      { "Buurtcode", "Neighbourhood code" },
                      { "Buurtnaam", "Neighbourhood name" },
                      "buurtnaam" },
    [LEVEL_WIJK] = { { "Wijken", "Districts (wijken)" },
                     { "Wijkcode", "District code" },
                     { "Wijknaam", "District name" },
                     "wijknaam" },
    [LEVEL_GEMEENTE] = { { "Gemeenten", "Municipalities (gemeenten)" },
                         { "Gemeentecode", "Municipality code" },
                         { "Gemeentenaam", "Municipality name" },
                         "gemeentenaam" },
};

static struct label label_of(const char *const texts[2])
{
    return (struct label){ str_from(texts[0]), str_from(texts[1]) };
}

struct writer {
    struct import_job *job;
    const struct area_set *sets;
    const struct area_set *set;
    bool is_water;
    struct arena *arena;
    struct field *fields;
    size_t field_count, own_count;  // own: codes, names and the year
};

static bool has_names(const struct writer *writer, enum area_level level)
{
    return writer->sets[level].is_there || writer->set->has_parent_names[level];
}

static void add_field(struct writer *writer, struct field field)
{
    writer->fields[writer->field_count++] = field;
}

// Water has no area codes in the sense of the program: nothing lies in it.
static enum field_role role_of(const struct writer *writer,
                               enum field_role role)
{
    return writer->is_water ? FIELD_PLAIN : role;
}

static void add_own_fields(struct writer *writer)
{
    for (size_t i = writer->set->level; i < LEVEL_COUNT; i++) {
        enum area_level level = (enum area_level)i;
        bool is_own = level == writer->set->level;
        add_field(writer, (struct field){
                              .name = str_from(area_level_code_name(level)),
                              .title = label_of(words[i].code),
                              .type = VALUE_TEXT,
                              .role = role_of(writer, area_level_role(level)),
                              .is_required = is_own,
                              .is_indexed = true,
                          });
        if (!is_own && !has_names(writer, level)) continue;
        add_field(writer, (struct field){
                              .name = str_from(words[i].name_field),
                              .title = label_of(words[i].name),
                              .type = VALUE_TEXT,
                              .role = is_own ? role_of(writer, FIELD_AREA_NAME)
                                             : FIELD_PLAIN,
                          });
    }
    add_field(writer, (struct field){
                          .name = STR("jaar"),
                          .title = label_of((const char *[]){
                              "Jaar van de indeling", "Year of the division" }),
                          .type = VALUE_INT,
                      });
    writer->own_count = writer->field_count;
}

static bool make_fields(struct writer *writer, struct error *err)
{
    size_t most = 2 * LEVEL_COUNT + 1 + writer->set->field_count;
    writer->fields = ARENA_ARRAY(writer->arena, struct field, most);
    if (!writer->fields)
        return error_set(err, ERROR_NO_MEMORY, "no room for the fields");
    add_own_fields(writer);
    for (size_t i = 0; i < writer->set->field_count; i++)
        add_field(writer, writer->set->fields[i]);
    return true;
}

static struct value text_value(str text)
{
    if (!text.len) return (struct value){ .type = VALUE_NULL };
    return (struct value){ .type = VALUE_TEXT, .text = text };
}

static str name_of(const struct writer *writer, const struct area *area,
                   enum area_level level)
{
    if (level == writer->set->level) return area->name;
    const struct area_set *coarser = &writer->sets[level];
    const struct area *parent =
        coarser->is_there ? area_set_find(coarser, area->parents[level]) : NULL;
    return parent ? parent->name : area->parent_names[level];
}

static void fill_values(const struct writer *writer, const struct area *area,
                        struct value *values)
{
    size_t at = 0;
    for (size_t i = writer->set->level; i < LEVEL_COUNT; i++) {
        enum area_level level = (enum area_level)i;
        bool is_own = level == writer->set->level;
        values[at++] = text_value(is_own ? area->code : area->parents[i]);
        if (is_own || has_names(writer, level))
            values[at++] = text_value(name_of(writer, area, level));
    }
    values[at++] =
        (struct value){ .type = VALUE_INT,
                        .integer = writer->job->manifest->dataset.vintage };
    for (size_t i = 0; i < writer->set->field_count; i++)
        values[at++] = area->values ? area->values[i]
                                    : (struct value){ .type = VALUE_NULL };
}

static bool write_area(struct writer *writer, struct import_target *target,
                       const struct area *area, struct value *values,
                       struct error *err)
{
    fill_values(writer, area, values);
    struct feature feature = { .geom = area->geom, .values = values };
    feature.id =
        writer->is_water
            ? (struct value){ .type = VALUE_INT, .integer = (int64_t)area->row }
            : text_value(area->code);
    const struct geom *stored =
        writer->set->srid == CRS_WGS84 ? NULL : &area->source;
    struct import_place place = { .row = area->row,
                                  .source = writer->set->file };
    bool is_kept;
    return import_target_add(target, &feature, stored, &place, &is_kept, err);
}

static bool write_list(struct writer *writer, const struct area_list *list,
                       const struct collection *collection, struct error *err)
{
    struct import_target *target =
        import_target_open(writer->job, collection, err);
    struct value *values =
        ARENA_ARRAY(writer->arena, struct value, writer->field_count);
    if (!target) return false;
    if (!values)
        return error_set(err, ERROR_NO_MEMORY, "no room for a feature");
    for (size_t i = 0; i < list->count; i++)
        if (!write_area(writer, target, &list->areas[i], values, err))
            return false;
    return import_target_finish(target, err);
}

static struct label make_title(const struct writer *writer)
{
    int year = writer->job->manifest->dataset.vintage;
    const char *const *level = words[writer->set->level].collection;
    return (struct label){
        arena_printf(writer->arena, "%s%s %d",
                     writer->is_water ? "Water bij " : "", level[0], year),
        arena_printf(writer->arena, "%s%s %d",
                     writer->is_water ? "Water beside " : "", level[1], year),
    };
}

static bool write_collection(struct writer *writer, struct error *err)
{
    if (!make_fields(writer, err)) return false;
    const struct area_set *set = writer->set;
    const struct dataset *dataset = &writer->job->manifest->dataset;
    struct collection collection = {
        .id = arena_printf(writer->arena, "%.*s%s",
                           STR_ARG(set->spec->collection),
                           writer->is_water ? "-water" : ""),
        .dataset = dataset,
        .title = make_title(writer),
        .description = dataset->description,
        .schema = { writer->fields, writer->field_count },
        .level = writer->is_water ? LEVEL_NONE : set->level,
        .storage_srid = set->srid,
        .extent = box_nothing(),
    };
    return write_list(writer, writer->is_water ? &set->water : &set->land,
                      &collection, err);
}

static bool write_part(struct import_job *job, const struct area_set *sets,
                       enum area_level level, bool is_water, struct error *err)
{
    struct writer writer = {
        .job = job,
        .sets = sets,
        .set = &sets[level],
        .is_water = is_water,
        .arena = arena_create(WRITE_SCRATCH_MAX),
    };
    if (!writer.arena)
        return error_set(err, ERROR_NO_MEMORY, "no room for a collection");
    bool ok = write_collection(&writer, err);
    arena_destroy(writer.arena);
    return ok;
}

bool area_set_write(struct import_job *job, const struct area_set *sets,
                    enum area_level level, struct error *err)
{
    const struct area_set *set = &sets[level];
    if (!write_part(job, sets, level, false, err)) return false;
    if (!set->water.count) return true;
    area_report(job->report, set, NULL,
                &(struct problem){ .effect = REPORT_NOTE,
                                   .rule = "water-apart",
                                   .field = STR("water") },
                "%zu polygons are water or Belgian ground and no %s; they are "
                "in the collection %.*s-water",
                set->water.count, area_level_name(level),
                STR_ARG(set->spec->collection));
    return write_part(job, sets, level, true, err);
}
