// Numbering of equal steps along an axis.

#ifndef GEO_SCALE_H
#define GEO_SCALE_H

#include <stdint.h>

// The step, of `count`, in which `value` lies. Never falls when `value` grows,
// rounding included: what lies between two values lies between their steps.
// That is what makes sorting by steps exact.
static inline uint32_t scale_step(double value, double min, double scale,
                                  uint32_t count)
{
    double step = (value - min) * scale;
    if (!(step > 0)) return 0;
    return step >= count ? count - 1 : (uint32_t)step;
}

#endif
