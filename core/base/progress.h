// How far an import or an export is: a bar for people, lines of JSON for
// programs; and whether someone asked it to stop.

#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdio.h>

#include "base/str.h"

enum progress_mode { PROGRESS_NONE, PROGRESS_BAR, PROGRESS_JSON };

struct progress {
    enum progress_mode mode;
    FILE *out;
    str dataset;
    const char *unit;  // what is counted: "rows", "tiles"
    const char *step;  // "reading", "writing"
    uint64_t step_started_ms, shown_ms;
    unsigned calls;      // since the clock was last looked at
    uint64_t looked_at;  // what was done at that time
    bool is_bar_shown;
    int stop_signal;  // SIGINT or SIGTERM once it came; 0 before
};

// From here on SIGINT and SIGTERM wait to be asked about. The first one asks
// the work to end; a second one ends the program at once, which loses nothing
// either: the next start knows what to do with what is there.
void progress_catch_signals(void);

// Cheap enough for every row. `total` 0: not known. Steps are told apart by
// their address.
void progress_show(struct progress *progress, const char *step, uint64_t done,
                   uint64_t total);

// Takes the bar off the screen, before anything else is printed.
void progress_clear(struct progress *progress);

// Whether a signal came. NULL is fine.
bool progress_is_stopped(struct progress *progress);

#endif
