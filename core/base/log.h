// One line a message on stderr: level=info key=value … The only logger.
//
// Values from outside are quoted, escaped and cut at 200 bytes.

#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/error.h"
#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

void log_set_level(enum log_level level);

// log_line(LOG_INFO, "op=getItems status=%d ms=%.1f", 200, 3.2);
// A line is never mixed with another thread's.
void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// The same for a line that is made already; its end is added here.
void log_text(enum log_level level, str line);

// From here on lines below LOG_WARNING are gathered, and written together:
// LOG_DELAY_MS after the first of them, before any that is not gathered, when
// there is no more room, and at the end. When the program crashes they are
// written by the handler of the signal, which then does what it did before;
// only a kill that no program sees loses what was gathered last.
enum { LOG_DELAY_MS = 50 };
bool log_gather_start(struct error *err) MUST_CHECK;
void log_gather_stop(void);  // no thread may log at the same time

enum { LOG_VALUE_MAX = 208 };

// `value` quoted and escaped into `out`, for use as one %s of log_line.
const char *log_quote(str value, char out[LOG_VALUE_MAX + 1]);

#endif
