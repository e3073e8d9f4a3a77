// The properties of a collection as JSON Schema 2020-12 (OGC API Features
// Parts 3 and 5).

#ifndef SERVER_SCHEMA_JSON_H
#define SERVER_SCHEMA_JSON_H

#include "base/json.h"
#include "server/request.h"

enum schema_purpose {
    SCHEMA_RETURNABLES,  // what features hold: null where a field may be
    SCHEMA_QUERYABLES,   // what {queryable}=value and filter take
    SCHEMA_SORTABLES,    // what sortby takes
};

// The whole document; `url` is its own address, without a query.
void schema_write(struct json *json, const struct collection *collection,
                  enum schema_purpose purpose, str url);

// `"type": "string", "format": "date"`, as members of the object that is open.
// `is_nullable` adds null to the types.
void field_type_write(struct json *json, const struct field *field,
                      bool is_nullable);

// `"enum": [...]` of the field's choices, if it has any.
void field_choices_write(struct json *json, const struct field *field,
                         bool is_nullable);

#endif
