// What an import found: how many rows were read, kept, refused, repaired, and
// every problem with its row, field, value and rule. Nothing is passed over in
// silence: what is not listed one by one is counted.

#ifndef IMPORTERS_REPORT_H
#define IMPORTERS_REPORT_H

#include "base/json.h"

struct report;

// What happened to the row because of the problem.
enum report_effect {
    REPORT_NOTE,      // kept as it is; worth knowing
    REPORT_REPAIRED,  // kept, changed as the rule says
    REPORT_REFUSED,   // left out; counts against reject.max-rows
    REPORT_LEFT_OUT,  // left out because it does not belong: a published total
};

struct problem {
    enum report_effect effect;
    uint64_t row;      // row or feature number in the source, from 1; 0: none
    uint64_t line;     // physical line of a text file; 0: unknown
    str source;        // file or layer, where there is more than one
    str field;         // column of the source; may be empty
    str value;         // what was found; cut for display
    const char *rule;  // stable kebab-case name: "duplicate-id"
    str message;       // a sentence: what was found, what would be accepted
};

// How many problems of one rule are listed; the rest are counted.
enum { REPORT_LISTED_PER_RULE = 100 };

struct report *report_create(void);  // NULL when memory is spent
void report_destroy(struct report *report);

void report_rows(struct report *report, uint64_t read, uint64_t kept);  // adds
// Copies what it needs. A row with several refusals counts as one refused row.
void report_add(struct report *report, const struct problem *problem);
// A fact that was found out: "delimiter", "semicolon".
void report_fact(struct report *report, const char *name, str value);

// Whether nothing at all was read or found out.
bool report_is_empty(const struct report *report);
uint64_t report_refused(const struct report *report);
uint64_t report_count(const struct report *report, const char *rule);

// For people, and as JSON: {"rows": {"read", "kept", "refused", "repaired",
// "leftOut"}, "facts": {…}, "rules": [{"rule", "effect", "count"}], "problems":
// [{"row", "line", "field", "value", "rule", "effect", "message"}]}.
void report_print(const struct report *report, struct buf *out);
void report_write(const struct report *report, struct buf *out);
// The same members into an object that is already open.
void report_write_members(const struct report *report, struct json *json);

#endif
