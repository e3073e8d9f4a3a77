// YAML as a small tree: maps, lists and texts, each with its line.
//
// The part of YAML 1.1 that configuration needs: one document of block or flow
// maps, lists and scalars. Anchors, aliases, tags, keys that are not text and
// keys that come twice are refused. Scalars stay text: whoever knows the key
// decides whether "no" is a word or a boolean.
//
// yaml.c is the only file that knows libyaml.

#ifndef IMPORTERS_YAML_H
#define IMPORTERS_YAML_H

#include "base/arena.h"
#include "base/error.h"

enum {
    YAML_DEPTH_MAX = 16,
    YAML_NODES_MAX = 20000,
    YAML_SIZE_MAX = 1 << 20,
};

enum yaml_kind { YAML_TEXT, YAML_MAP, YAML_LIST };

struct yaml {
    enum yaml_kind kind;
    str key;      // of an entry of a map
    str text;     // YAML_TEXT
    bool is_set;  // YAML_TEXT: false for "key:" with nothing behind it, ~, null
    unsigned line, column;  // of the key in a map, else of the value; from 1
    size_t count;           // of children
    const struct yaml *first, *next;
};

// The root of the document. `name` stands in front of messages:
// "parking.yaml:12:3: …" (ERROR_INVALID). Lives in `arena`.
const struct yaml *yaml_read(struct arena *arena, const char *name, str bytes,
                             struct error *err) MUST_CHECK;

// The entry of a map; NULL when there is none.
const struct yaml *yaml_find(const struct yaml *map, str key);

// "a map", "a list", "a text".
const char *yaml_kind_name(enum yaml_kind kind);

#endif
