// Dates and times as text that sorts: "2026-03-18" and
// "2026-03-18T06:30:00.000Z". Everything stored and compared has one of these
// two shapes; people may write any offset (RFC 3339 §5.6).
//
// Times without an offset are local Dutch time (domain rule: polling stations
// and road works publish them so): the summer-time rules of Europe/Amsterdam
// from 1977 on are built in.

#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include "base/arena.h"
#include "base/error.h"

enum { DATE_LEN = 10, TIMESTAMP_LEN = 24 };

struct timestamp {
    char text[TIMESTAMP_LEN + 1];  // "2026-03-18T06:30:00.000Z"
};

// Years 0001 to 9999.
bool date_is_valid(int year, int month, int day);
int64_t days_from_civil(int year, int month, int day);  // 1970-01-01 is 0
void civil_from_days(int64_t days, int *year, int *month, int *day);

struct timestamp timestamp_from_ms(int64_t ms);  // since 1970, UTC
struct timestamp timestamp_now(void);

// RFC 3339 date-time (any offset; lower-case t and z and a blank for T are
// accepted; leap second 60 counts as 59; digits beyond the millisecond are
// dropped).
bool timestamp_parse(str text, struct timestamp *out,
                     struct error *err) MUST_CHECK;

// As above, or without an offset: local Dutch time, seconds optional. The hour
// that comes twice in autumn is taken as summer time; one that spring skips is
// read as if the clock had not been put forward.
bool timestamp_parse_local(str text, struct timestamp *out,
                           struct error *err) MUST_CHECK;

// What the clocks of the Netherlands say at an instant (the shape of struct
// timestamp, but without milliseconds is fine): "2026-03-18T07:30:00.000",
// without a Z. False when it is no instant, or one of the year 10,000 there.
bool timestamp_to_local(str timestamp, struct timestamp *out);

// By a strptime-like pattern: %Y %m %d %H %M %S, %y (two digits: 1970 to
// 2069), %b (jan … dec, Dutch or English), %f (digits of a second), %z (Z or an
// offset); other characters stand for themselves, %% for a percent sign, a
// blank for any run of blanks. A time of day without %z is local Dutch time.
// Without a time of day the result is midnight UTC and *is_date_only is true.
bool timestamp_parse_format(str text, str format, struct timestamp *out,
                            bool *is_date_only, struct error *err) MUST_CHECK;

// A date "2026-03-18".
bool date_parse(str text, char out[DATE_LEN + 1], struct error *err) MUST_CHECK;

// GDAL asks for the days of a date column as "2026-03-18T": the date of that.
str date_without_bare_t(str text);

// A closed interval; an open end is the empty text. Both ends have the shape
// of struct timestamp.
struct time_range {
    str from, to;
};

// OGC API Features 7.15.5: an instant, or two with a slash between, "" or ".."
// for an open end. A date stands for the whole UTC day: its first millisecond
// as a start, its last as an end; so does a date with a bare T. A start behind
// its end is an error. Lives in `arena`.
bool time_range_parse(struct arena *arena, str text, struct time_range *out,
                      struct error *err) MUST_CHECK;

// "2026-03-18T06:30:00Z": milliseconds only where there are any.
str timestamp_shorten(struct arena *arena, str timestamp);

#endif
