// Time as the machine has it: monotonic for durations and deadlines, wall time
// for what people read.

#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

uint64_t clock_ms(void);     // monotonic
uint64_t clock_us(void);     // monotonic
int64_t clock_wall_s(void);  // seconds since 1970-01-01T00:00:00Z

#endif
