// The keys of a manifest, as tables: what is read, what is refused and what
// docs/manifest.md says about it all come from here.
//
// Private to the manifest_*.c files and their tests.

#ifndef IMPORTERS_MANIFEST_KEYS_H
#define IMPORTERS_MANIFEST_KEYS_H

#include "base/buf.h"
#include "importers/manifest.h"
#include "importers/yaml.h"

// Reading one manifest. Problems are gathered, so that one run names them all.
struct reading {
    struct arena *arena;
    const char *path;
    unsigned kinds;  // of enum kind_bit: what this manifest is
    struct buf problems;
    size_t problem_count;
    bool is_out_of_memory;
};

enum { PROBLEMS_MAX = 50 };

// "path:line: message". Always returns false.
bool problem_at(struct reading *r, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

enum kind_bit {
    IN_FEATURES = 1 << DATASET_FEATURES,
    IN_AREAS = 1 << DATASET_AREAS,
    IN_STATISTICS = 1 << DATASET_STATISTICS,
    IN_ALL = IN_FEATURES | IN_AREAS | IN_STATISTICS,
};

struct manifest_key;
typedef bool key_reader(struct reading *r, const struct manifest_key *key,
                        const struct yaml *value, void *target);

// A word that a key takes, and what it stands for.
struct manifest_word {
    const char *text;
    int value;
};

struct manifest_key {
    const char *name;
    const char *type;  // for people: "text", "list of texts"
    key_reader *read;
    size_t offset;                      // of the target in the mapping's struct
    unsigned kinds;                     // where the key has a meaning
    unsigned required;                  // where it must be there
    const struct manifest_word *words;  // ends with a NULL text
    const struct manifest_mapping *mapping;  // of a map, or a list of maps
    size_t count_offset;                     // of lists: where the number goes
    const char *help;
};

struct manifest_mapping {
    const char *name;  // as messages and the documentation call it
    const struct manifest_key *keys;
    size_t key_count;
    size_t size;  // of the struct it fills
    bool has_line;
    size_t line_offset;  // where the line number goes
};

extern const struct manifest_mapping manifest_root;

// Every mapping once, the root first.
extern const struct manifest_mapping *const manifest_mappings[];
extern const size_t manifest_mapping_count;

// Reads `map` into the struct at `target`. False when anything was wrong.
bool mapping_read(struct reading *r, const struct manifest_mapping *mapping,
                  const struct yaml *map, void *target);

// The readers that the tables name.
key_reader read_text, read_flag, read_count, read_seconds, read_year,
    read_label, read_id, read_areas, read_uri, read_crs, read_delimiter,
    read_decimal, read_word, read_choice, read_visibility, read_texts, read_map,
    read_maps, read_enum, read_time, read_time_field, read_names;

// What no single key can show: which go together, what must be unique, whether
// names agree. Fills in defaults and paths.
bool manifest_check(struct reading *r, const struct yaml *root, str from,
                    struct manifest *manifest);

#endif
