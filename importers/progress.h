// How far an import is: a bar for people, lines of JSON for programs; and
// whether someone asked it to stop.

#ifndef IMPORTERS_PROGRESS_H
#define IMPORTERS_PROGRESS_H

#include <stdio.h>

#include "base/str.h"

enum progress_mode { PROGRESS_NONE, PROGRESS_BAR, PROGRESS_JSON };

struct import_progress {
    enum progress_mode mode;
    FILE *out;
    str dataset;
    const char *step;  // "reading", "writing"
    uint64_t step_started_ms, shown_ms;
    unsigned calls;      // since the clock was last looked at
    uint64_t looked_at;  // the rows at that time
    bool is_bar_shown;
    int stop_signal;  // SIGINT or SIGTERM once it came; 0 before
};

// From here on SIGINT and SIGTERM wait to be asked about. The first one asks
// the import to end; a second one ends the program at once, which loses
// nothing either: what was staged is removed at the next start.
void progress_catch_signals(void);

// Cheap enough for every row. `total` 0: not known.
void progress_show(struct import_progress *progress, const char *step,
                   uint64_t done, uint64_t total);

// Takes the bar off the screen, before anything else is printed.
void progress_clear(struct import_progress *progress);

// Whether a signal came. NULL is fine.
bool progress_is_stopped(struct import_progress *progress);

#endif
