#include "store/spatialite/catalog_names.h"

const char *const period_names[] = {
    [PERIOD_NONE] = "none",   [PERIOD_DAY] = "day",
    [PERIOD_MONTH] = "month", [PERIOD_QUARTER] = "quarter",
    [PERIOD_YEAR] = "year",
};

const char *const role_names[] = {
    [FIELD_PLAIN] = "plain",
    [FIELD_ID] = "id",
    [FIELD_BUURTCODE] = "buurtcode",
    [FIELD_WIJKCODE] = "wijkcode",
    [FIELD_GEMEENTECODE] = "gemeentecode",
    [FIELD_AREA_NAME] = "area-name",
    [FIELD_TIME_START] = "time-start",
    [FIELD_TIME_END] = "time-end",
};

static bool unknown(str name, struct error *err)
{
    return error_set(err, ERROR_CORRUPT,
                     "the catalog holds an unknown \"%.*s\"", STR_ARG(name));
}

bool period_find(str name, enum period *out, struct error *err)
{
    for (enum period i = 0; i <= PERIOD_YEAR; i++)
        if (str_equal(name, str_from(period_names[i]))) {
            *out = i;
            return true;
        }
    return unknown(name, err);
}

bool role_find(str name, enum field_role *out, struct error *err)
{
    for (enum field_role i = 0; i <= FIELD_TIME_END; i++)
        if (str_equal(name, str_from(role_names[i]))) {
            *out = i;
            return true;
        }
    return unknown(name, err);
}

bool level_find(str name, enum area_level *out, struct error *err)
{
    for (enum area_level i = LEVEL_BUURT; i <= LEVEL_NONE; i++)
        if (str_equal(name, str_from(area_level_name(i)))) {
            *out = i;
            return true;
        }
    return unknown(name, err);
}

bool kind_find(str name, enum dataset_kind *out, struct error *err)
{
    for (enum dataset_kind i = DATASET_FEATURES; i <= DATASET_STATISTICS; i++)
        if (str_equal(name, str_from(dataset_kind_name(i)))) {
            *out = i;
            return true;
        }
    return unknown(name, err);
}

bool type_find(str name, enum value_type *out, struct error *err)
{
    for (enum value_type i = VALUE_BOOL; i <= VALUE_TIME; i++)
        if (str_equal(name, str_from(value_type_name(i)))) {
            *out = i;
            return true;
        }
    return unknown(name, err);
}
