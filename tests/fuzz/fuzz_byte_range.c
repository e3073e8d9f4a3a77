// The header Range, of bodies of several sizes: what is some of a body lies in
// it.

#include "fuzz.h"
#include "server/byte_range.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint64_t sizes[] = { 0, 1, 10, 174135411, INT64_MAX };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint64_t offset = 0, length = 0;
        enum byte_range range =
            byte_range_read(fuzz_text(data, size), sizes[i], &offset, &length);
        if (range != BYTES_SOME) continue;
        MUST_HOLD(length > 0 && length <= sizes[i]);
        MUST_HOLD(offset <= sizes[i] - length);
    }
    return 0;
}
