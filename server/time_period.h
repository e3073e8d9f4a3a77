// An interval that is written as a start and a duration (RFC 3339, appendix A;
// the OGC test suite asks so): "2026-01-01/P1M2D", "…T00:00:00Z/PT36H".

#ifndef SERVER_TIME_PERIOD_H
#define SERVER_TIME_PERIOD_H

#include "base/arena.h"
#include "base/error.h"

// The same interval with its end instead of the duration; `text` itself when
// it has no duration. A date plus whole days stays a date. Lives in `arena`.
bool time_period_spell_out(struct arena *arena, str text, str *out,
                           struct error *err) MUST_CHECK;

#endif
