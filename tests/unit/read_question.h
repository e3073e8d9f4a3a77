// Random questions about the poles of read_world.h, and what answers them.

#ifndef TESTS_UNIT_READ_QUESTION_H
#define TESTS_UNIT_READ_QUESTION_H

#include "read_world.h"

static struct world *world;

// Which poles a random selection should hold.
struct question {
    struct selection selection;
    int kind;               // -2: no condition, -1: null
    int colour;             // -1: no condition
    enum area_level level;  // LEVEL_NONE: no condition
    int buurt;              // whose code; -1: null
    int from, to;           // days; -1: open
};

static inline struct question ask(uint32_t what)
{
    struct world *w = world;
    struct question q = {
        .kind = -2, .colour = -1, .level = LEVEL_NONE, .from = -1, .to = -1
    };
    struct selection *s = &q.selection;
    s->collection = collection_of(w, "rood-witte-palen");
    s->srid = CRS_WGS84;
    if (what & 1) {
        q.kind = (int)chance(w, KINDS + 1) - 1;
        add_condition(s, "soort",
                      q.kind < 0 ? (struct value){ 0 }
                                 : of_text(str_from(kinds[q.kind])));
    }
    if (what & 2) {
        q.colour = (int)chance(w, 10);
        add_condition(s, "kleur", of_text(text(w, "kleur%d", q.colour, 0, 0)));
    }
    if (what & 4) {
        q.level = (enum area_level)chance(w, LEVEL_COUNT);
        q.buurt = chance(w, 6) ? (int)chance(w, BUURTEN) : -1;
        add_condition(s, area_level_code_name(q.level),
                      q.buurt < 0 ? (struct value){ 0 }
                                  : of_text(code_of(w, q.level, q.buurt)));
    }
    if (what & 8) {
        q.from = (int)chance(w, 1000) - 1;
        q.to =
            chance(w, 4) ? (q.from < 0 ? 0 : q.from) + (int)chance(w, 300) : -1;
        if (q.from < 0 && q.to < 0) q.to = 500;
        s->time = days_range(w, q.from, q.to);
    }
    if (what & 16) {
        double x = 5.9 + fraction(w) * 1.3, y = 52.9 + fraction(w) * 0.7;
        s->box.srid = CRS_WGS84;
        s->box.count = 1 + chance(w, 2);
        s->box.boxes[0] =
            (struct box){ x, y, x + fraction(w), y + fraction(w) };
        s->box.boxes[1] = (struct box){ 6, 53, 6.2, 53.05 };
    }
    return q;
}

static inline bool is_in(const struct question *q, const struct pole *p)
{
    const struct selection *s = &q->selection;
    if (q->kind != -2 && q->kind != p->kind) return false;
    if (q->colour >= 0 && q->colour != p->colour) return false;
    if (q->level != LEVEL_NONE) {
        if ((q->buurt < 0) != (p->buurt < 0)) return false;
        if (q->buurt >= 0 && !str_equal(code_of(world, q->level, q->buurt),
                                        code_of(world, q->level, p->buurt)))
            return false;
    }
    if (s->time.from.len || s->time.to.len) {
        if (p->day < 0) return false;
        if (q->from >= 0 && p->day < q->from) return false;
        if (q->to >= 0 && p->day > q->to) return false;
    }
    if (s->box.count == 0) return true;
    if (!p->has_place) return false;
    for (size_t i = 0; i < s->box.count; i++)
        if (box_has_point(s->box.boxes[i], p->place)) return true;
    return false;
}

#endif
