#include <string.h>

#include "store/spatialite/select.h"

// The first month of the period that a month lies in, less one.
static int period_month(enum period period, int month)
{
    switch (period) {
    case PERIOD_NONE:
    case PERIOD_DAY:
    case PERIOD_MONTH: return month - 1;
    case PERIOD_QUARTER: return (month - 1) / 3 * 3;
    case PERIOD_YEAR: return 0;
    }
    return month - 1;
}

// A row of a statistics collection stands at the first day of its period.
static void move_to_period_start(char *text, enum period period)
{
    if (period == PERIOD_NONE || period == PERIOD_DAY) return;
    int month = (text[5] - '0') * 10 + (text[6] - '0');
    month = period_month(period, month) + 1;
    text[5] = (char)('0' + month / 10);
    text[6] = (char)('0' + month % 10);
    memcpy(text + 7, "-01T00:00:00.000Z", 18);
}

static str cut(char *text, const struct field *field)
{
    return (str){ text, field->type == VALUE_DATE ? DATE_LEN : TIMESTAMP_LEN };
}

static bool copy(char text[TIMESTAMP_LEN + 1], str end)
{
    if (end.len != TIMESTAMP_LEN) return false;
    memcpy(text, end.bytes, TIMESTAMP_LEN);
    text[TIMESTAMP_LEN] = '\0';
    return true;
}

void time_bounds_init(struct time_bounds *bounds,
                      const struct selection *selection)
{
    const struct collection *collection = selection->collection;
    const struct schema *schema = &collection->schema;
    *bounds = (struct time_bounds){
        .start = schema_find_role(schema, FIELD_TIME_START),
        .end = schema_find_role(schema, FIELD_TIME_END),
        .is_asked = selection->time.from.len || selection->time.to.len,
    };
    if (!bounds->start && !bounds->end) return;
    if (copy(bounds->from_text, selection->time.from)) {
        move_to_period_start(bounds->from_text, collection->period);
        bounds->from =
            cut(bounds->from_text, bounds->end ? bounds->end : bounds->start);
    }
    if (bounds->start && copy(bounds->to_text, selection->time.to))
        bounds->to = cut(bounds->to_text, bounds->start);
}
