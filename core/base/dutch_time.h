// The clocks of the Netherlands: Central European Time, with the summer time
// that was kept in each year since 1977 (the years 1977 to 1980 by decree,
// since then by directives of the European Union).

#ifndef BASE_DUTCH_TIME_H
#define BASE_DUTCH_TIME_H

#include <stdint.h>

// How far the clocks are ahead of UTC at an instant (ms since 1970), which
// lies in this year of UTC. In ms.
int64_t dutch_ahead_ms(int year, int64_t utc_ms);

// The instant at which the clocks say `local_ms`, in this year. The hour that
// comes twice is taken as summer time; one that is skipped is read as if the
// clock had not been put forward.
int64_t dutch_to_utc(int year, int64_t local_ms);

#endif
