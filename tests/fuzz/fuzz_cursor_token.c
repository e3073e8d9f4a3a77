// Any text as the cursor of a page: what is accepted prints as itself.

#include "fuzz/fuzz.h"

#include "server/cursor_token.h"

static const struct dataset dataset = { .id = { "bomen", 5 },
                                        .version = 3,
                                        .updated = { "2026-01-02T03:04:05Z",
                                                     20 } };
static const struct collection collection = { .id = { "bomen", 5 },
                                              .dataset = &dataset };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor_place place;
    str text = fuzz_text(data, size);
    if (!cursor_token_parse(&collection, text, &place, NULL)) return 0;
    struct cursor_token token = cursor_token_print(&collection, &place);
    MUST_HOLD(str_equal(text, (str){ token.text, token.len }));
    return 0;
}
