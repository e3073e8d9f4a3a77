// What every fuzz target has in common.

#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A property that must hold for every input.
#define MUST_HOLD(what) \
    do { \
        if (!(what)) abort(); \
    } while (0)

static inline str fuzz_text(const uint8_t *data, size_t size)
{
    return (str){ (const char *)data, size };
}

#endif
