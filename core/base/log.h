// One line a message on stderr: level=info key=value … The only logger.
//
// Values from outside are quoted, escaped and cut at 200 bytes.

#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

void log_set_level(enum log_level level);

// log_line(LOG_INFO, "op=getItems status=%d ms=%.1f", 200, 3.2);
// The line is written in one call, so that threads do not mix.
void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

enum { LOG_VALUE_MAX = 208 };

// `value` quoted and escaped into `out`, for use as one %s of log_line.
const char *log_quote(str value, char out[LOG_VALUE_MAX + 1]);

#endif
