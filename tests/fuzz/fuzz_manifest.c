#include <string.h>

#include "fuzz/fuzz.h"
#include "importers/manifest.h"
#include "importers/period.h"

// A manifest that is accepted has what the importers count on; one that is not
// says why, in lines that each name the file.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(16 << 20);
    if (!arena) return 0;
    struct manifest m = { 0 };
    struct error err = { 0 };
    str problems = { 0 };
    str text = fuzz_text(data, size);
    bool ok =
        manifest_parse(arena, "f.yaml", text, (str){ 0 }, &m, &problems, &err);
    if (!ok) {
        MUST_HOLD(err.code != ERROR_NONE && err.message[0]);
        MUST_HOLD(!strncmp(err.message, "f.yaml", 6));
        MUST_HOLD(!problems.len || str_starts(problems, STR("f.yaml:")));
    } else {
        MUST_HOLD(m.dataset.id.len &&
                  m.dataset.title.nl.len + m.dataset.title.en.len);
        MUST_HOLD(str_valid_utf8(m.dataset.id) == m.dataset.id.len);
        for (size_t i = 0; i < m.field_count; i++)
            MUST_HOLD(m.fields[i].name.len && m.fields[i].from.len);
        if (m.dataset.kind == DATASET_AREAS)
            MUST_HOLD(m.levels[0].is_there || m.levels[1].is_there ||
                      m.levels[2].is_there);
        else
            MUST_HOLD(m.source.full_path.len);
        struct period_start start;
        if (m.period_columns.len)
            period_match(m.period_columns, STR("m_2023"), &start);
    }
    arena_destroy(arena);
    return 0;
}
