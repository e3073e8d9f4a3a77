#include "store/catalog.h"

const struct dataset *catalog_dataset(const struct catalog *catalog, str id)
{
    for (size_t i = 0; i < catalog->dataset_count; i++)
        if (str_equal(catalog->datasets[i].id, id))
            return &catalog->datasets[i];
    return NULL;
}

const struct collection *catalog_collection(const struct catalog *catalog,
                                            str id)
{
    for (size_t i = 0; i < catalog->collection_count; i++)
        if (str_equal(catalog->collections[i].id, id))
            return &catalog->collections[i];
    return NULL;
}

const struct collection *catalog_areas(const struct catalog *catalog, str areas,
                                       enum area_level level)
{
    if (!areas.len || level == LEVEL_NONE) return NULL;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *c = &catalog->collections[i];
        if (c->level == level && c->dataset->kind == DATASET_AREAS &&
            str_equal(c->dataset->id, areas))
            return c;
    }
    return NULL;
}

enum area_level catalog_finest_level(const struct catalog *catalog, str areas)
{
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++)
        if (catalog_areas(catalog, areas, level)) return level;
    return LEVEL_NONE;
}

const struct field *collection_id_field(const struct collection *collection)
{
    enum field_role role = FIELD_ID;
    if (collection->level != LEVEL_NONE)
        role = area_level_role(collection->level);
    return schema_find_role(&collection->schema, role);
}

const char *area_level_name(enum area_level level)
{
    static const char *const names[] = { "buurt", "wijk", "gemeente", "none" };
    return names[level];
}

const char *area_level_code_name(enum area_level level)
{
    static const char *const names[] = { "buurtcode", "wijkcode",
                                         "gemeentecode", "" };
    return names[level];
}

enum field_role area_level_role(enum area_level level)
{
    static const enum field_role roles[] = { FIELD_BUURTCODE, FIELD_WIJKCODE,
                                             FIELD_GEMEENTECODE, FIELD_PLAIN };
    return roles[level];
}

const char *dataset_kind_name(enum dataset_kind kind)
{
    static const char *const names[] = { "features", "areas", "statistics" };
    return names[kind];
}
