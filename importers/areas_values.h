// Values of an areas source on their way to the schema: null values, figures
// that stand for "unknown", and types.

#ifndef IMPORTERS_AREAS_VALUES_H
#define IMPORTERS_AREAS_VALUES_H

#include "importers/source.h"

struct area_value_rules {
    struct arena *arena;  // where texts are kept
    struct source_nulls nulls;
    char decimal;
    const struct field *field;          // what it is to become
    const struct manifest_field *spec;  // NULL: as the source has it
};

// A value of the field's type, or null. A figure of -99990 or less stands for
// unknown or withheld (CBS): it becomes null and *is_sentinel true. The error
// says why a value does not fit.
bool area_value_read(const struct area_value_rules *rules, struct value value,
                     struct value *out, bool *is_sentinel,
                     struct error *err) MUST_CHECK;

#endif
