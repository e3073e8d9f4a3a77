#include "base/dutch_time.h"

#include <stdbool.h>

#include "base/timestamp.h"

enum { MS_PER_HOUR = 60 * 60 * 1000, MS_PER_DAY = 24 * MS_PER_HOUR };

static int64_t last_sunday(int year, int month)
{
    int64_t day = days_from_civil(year, month, month == 9 ? 30 : 31);
    return day - (day + 4) % 7;  // 1970-01-01 was a Thursday
}

// The days on which summer time began and ended, both at 01:00 UTC. False
// before it was introduced.
static bool summer_days(int year, int64_t *begin, int64_t *end)
{
    static const int early[4][3] = {
        // April; month and day of the end
        { 3, 9, 25 },
        { 2, 10, 1 },
        { 1, 9, 30 },
        { 6, 9, 28 },
    };
    if (year < 1977) return false;
    if (year <= 1980) {
        const int *days = early[year - 1977];
        *begin = days_from_civil(year, 4, days[0]);
        *end = days_from_civil(year, days[1], days[2]);
        return true;
    }
    *begin = last_sunday(year, 3);
    *end = last_sunday(year, year < 1996 ? 9 : 10);
    return true;
}

// Local time runs one hour ahead of UTC, in summer two.
int64_t dutch_ahead_ms(int year, int64_t utc_ms)
{
    int64_t begin, end;
    bool is_summer = summer_days(year, &begin, &end) &&
                     utc_ms >= begin * MS_PER_DAY + MS_PER_HOUR &&
                     utc_ms < end * MS_PER_DAY + MS_PER_HOUR;
    return is_summer ? 2 * MS_PER_HOUR : MS_PER_HOUR;
}

int64_t dutch_to_utc(int year, int64_t local_ms)
{
    int64_t winter = local_ms - MS_PER_HOUR;
    int64_t summer = local_ms - 2 * MS_PER_HOUR;
    return dutch_ahead_ms(year, summer) > MS_PER_HOUR ? summer : winter;
}
