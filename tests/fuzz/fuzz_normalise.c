#include "fuzz/fuzz.h"
#include "importers/normalise.h"
#include "importers/normalise_guess.h"
#include "importers/normalise_name.h"

// What a text was guessed to be it can be read as; any text makes a name for a
// column; no value of any type is made of bytes that were not there.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char decimals[] = { '.', ',', 0 };
    struct arena *arena = arena_create(1 << 20);
    if (!arena || !size || size > 2000) {
        arena_destroy(arena);
        return 0;
    }
    str text = str_trim(fuzz_text(data + 1, size - 1));
    char decimal = decimals[data[0] % 3];
    struct value in = { .type = VALUE_TEXT, .text = text }, out;
    for (enum value_type type = VALUE_BOOL; type <= VALUE_TIME; type++) {
        struct value_rule rule = { .type = type, .decimal = decimal };
        struct error err = { 0 };
        if (normalise_value(arena, &rule, in, &out, &err))
            MUST_HOLD(out.type == type);
        else
            MUST_HOLD(err.code && err.message[0]);
    }
    if (text.len && str_valid_utf8(text) == text.len) {
        enum value_type type = guess_type(guess_text(text), decimal);
        struct value_rule rule = { .type = type, .decimal = decimal };
        MUST_HOLD(normalise_value(arena, &rule, in, &out, NULL));
    }
    str column = normalise_column(arena, text, NULL, 0);
    MUST_HOLD(column.len && column.len <= COLUMN_NAME_MAX + 4);
    for (size_t i = 0; i < column.len; i++) {
        char c = column.bytes[i];
        MUST_HOLD((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
    arena_destroy(arena);
    return 0;
}
