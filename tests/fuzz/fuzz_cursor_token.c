// Any text as the cursor of a page. What is accepted must print as itself.

#include <stdlib.h>

#include "server/cursor_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct dataset dataset = { .id = { "bomen", 5 },
                                        .version = 3,
                                        .updated = { "2026-01-02T03:04:05Z",
                                                     20 } };
static const struct collection collection = { .id = { "bomen", 5 },
                                              .dataset = &dataset };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    int64_t fid;
    str text = { (const char *)bytes, len };
    if (!cursor_token_parse(&collection, text, &fid, NULL)) return 0;
    struct cursor_token token = cursor_token_print(&collection, fid);
    if (!str_equal(text, (str){ token.text, token.len })) abort();
    return 0;
}
