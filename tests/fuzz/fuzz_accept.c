// Accept, Accept-Encoding and If-None-Match: whatever stands in them, the
// choice is one of what is offered.

#include "fuzz/fuzz.h"

#include "server/compress.h"
#include "server/format.h"
#include "server/headers.h"

static const struct offer offers[] = { { "json", FORMAT_GEOJSON },
                                       { "csv", FORMAT_CSV },
                                       { 0 } };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = fuzz_text(data, size);
    const struct offer *offer = offer_negotiate(offers, text);
    MUST_HOLD(!offer || offer == &offers[0] || offer == &offers[1]);
    enum coding coding = coding_negotiate(text);
    MUST_HOLD(coding == CODING_IDENTITY || coding == CODING_GZIP ||
              coding == CODING_ZSTD);
    if (etag_matches(text, STR("\"tag\"")))
        MUST_HOLD(str_find_char(text, '*') < text.len ||
                  str_find_char(text, '"') < text.len);
    return 0;
}
