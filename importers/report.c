#include "importers/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MEMORY_MAX = 32 << 20,
    RULES_MAX = 200,
    FACTS_MAX = 200,
    VALUE_MAX = 80,  // bytes of a value that are shown
    MESSAGE_MAX = 400,
    LINE_WIDTH = 96,
    ROWS_SEEN_MAX = 1 << 20,  // rows told apart exactly
};

struct listed {
    struct problem problem;
    struct listed *next;
};

struct rule {
    const char *name;
    enum report_effect effect;
    uint64_t count;
    size_t listed_count;
    struct listed *first, *last;
};

// Rows already counted under an effect, as hashes: open addressing, a power of
// two, 0 is free. Once full, only the row before is remembered, which is right
// for importers that go through the rows in order.
struct row_set {
    uint64_t *slots;
    size_t capacity, used;
    uint64_t last;
};

struct fact {
    str name, value;
};

struct report {
    struct arena *arena;
    uint64_t read, kept, refused, repaired, left_out;
    struct row_set refused_rows, repaired_rows;
    struct rule rules[RULES_MAX];
    size_t rule_count;
    struct fact facts[FACTS_MAX];
    size_t fact_count;
};

struct report *report_create(void)
{
    struct report *report = calloc(1, sizeof *report);
    if (!report) return NULL;
    report->arena = arena_create(MEMORY_MAX);
    if (report->arena) return report;
    free(report);
    return NULL;
}

void report_destroy(struct report *report)
{
    if (!report) return;
    free(report->refused_rows.slots);
    free(report->repaired_rows.slots);
    arena_destroy(report->arena);
    free(report);
}

void report_rows(struct report *report, uint64_t read, uint64_t kept)
{
    report->read += read;
    report->kept += kept;
}

static size_t find_slot(const uint64_t *slots, size_t capacity, uint64_t row)
{
    size_t i = (row * 0x9E3779B97F4A7C15U >> 20) & (capacity - 1);
    while (slots[i] && slots[i] != row) i = (i + 1) & (capacity - 1);
    return i;
}

static bool grow(struct row_set *set)
{
    if (set->used >= ROWS_SEEN_MAX) return false;
    size_t capacity = set->capacity ? set->capacity * 2 : 1024;
    uint64_t *slots = calloc(capacity, sizeof *slots);
    if (!slots) return false;
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i])
            slots[find_slot(slots, capacity, set->slots[i])] = set->slots[i];
    free(set->slots);
    set->slots = slots;
    set->capacity = capacity;
    return true;
}

// Whether the row is new to the set; it is afterwards in it.
static bool add_row(struct row_set *set, uint64_t row)
{
    bool is_last = row == set->last;
    set->last = row;
    if (is_last) return false;
    bool has_room = set->used * 2 < set->capacity || grow(set);
    if (!set->capacity) return true;
    size_t i = find_slot(set->slots, set->capacity, row);
    if (set->slots[i]) return false;
    if (has_room) {
        set->slots[i] = row;
        set->used++;
    }
    return true;
}

// A row of one of several sources as one number, never 0. A problem without a
// row stands for something of its own each time.
static bool is_new_row(struct row_set *set, const struct problem *problem)
{
    if (!problem->row) return true;
    uint64_t row = problem->row ^ (str_hash(problem->source) << 1);
    return add_row(set, row ? row : 1);
}

static struct rule *get_rule(struct report *report,
                             const struct problem *problem)
{
    for (size_t i = 0; i < report->rule_count; i++) {
        struct rule *rule = &report->rules[i];
        if (rule->effect == problem->effect &&
            !strcmp(rule->name, problem->rule))
            return rule;
    }
    if (report->rule_count == RULES_MAX) return &report->rules[RULES_MAX - 1];
    struct rule *rule = &report->rules[report->rule_count++];
    *rule = (struct rule){ .name = problem->rule, .effect = problem->effect };
    return rule;
}

static str cut(struct arena *arena, str text, size_t max)
{
    if (text.len <= max) return arena_copy(arena, text);
    size_t len = max;
    while (len && (text.bytes[len] & 0xC0) == 0x80) len--;
    return arena_printf(arena, "%.*s…", (int)len, text.bytes);
}

static void list_problem(struct report *report, struct rule *rule,
                         const struct problem *problem)
{
    struct listed *listed = ARENA_NEW(report->arena, struct listed);
    if (!listed) return;
    listed->problem = *problem;
    listed->problem.source = cut(report->arena, problem->source, VALUE_MAX);
    listed->problem.field = cut(report->arena, problem->field, VALUE_MAX);
    listed->problem.value = cut(report->arena, problem->value, VALUE_MAX);
    listed->problem.message = cut(report->arena, problem->message, MESSAGE_MAX);
    if (rule->last)
        rule->last->next = listed;
    else
        rule->first = listed;
    rule->last = listed;
    rule->listed_count++;
}

void report_add(struct report *report, const struct problem *problem)
{
    struct rule *rule = get_rule(report, problem);
    rule->count++;
    if (rule->listed_count < REPORT_LISTED_PER_RULE)
        list_problem(report, rule, problem);
    switch (problem->effect) {
    case REPORT_NOTE: break;
    case REPORT_REFUSED:
        report->refused += is_new_row(&report->refused_rows, problem);
        break;
    case REPORT_LEFT_OUT: report->left_out++; break;
    case REPORT_REPAIRED:
        report->repaired += is_new_row(&report->repaired_rows, problem);
        break;
    }
}

void report_fact(struct report *report, const char *name, str value)
{
    for (size_t i = 0; i < report->fact_count; i++) {
        struct fact *fact = &report->facts[i];
        if (!str_equal(fact->name, str_from(name))) continue;
        str rest = fact->value, part;
        while (str_next(&rest, ';', &part))
            if (str_equal(str_trim(part), value)) return;
        str joined = arena_printf(report->arena, "%.*s; %.*s",
                                  STR_ARG(fact->value), STR_ARG(value));
        if (joined.bytes) fact->value = joined;
        return;
    }
    if (report->fact_count == FACTS_MAX) return;
    report->facts[report->fact_count++] =
        (struct fact){ arena_copy(report->arena, str_from(name)),
                       cut(report->arena, value, MESSAGE_MAX) };
}

bool report_is_empty(const struct report *report)
{
    return !report->read && !report->rule_count && !report->fact_count;
}

uint64_t report_refused(const struct report *report)
{
    return report->refused;
}

uint64_t report_count(const struct report *report, const char *rule)
{
    uint64_t count = 0;
    for (size_t i = 0; i < report->rule_count; i++)
        if (!strcmp(report->rules[i].name, rule))
            count += report->rules[i].count;
    return count;
}

static const char *effect_name(enum report_effect effect)
{
    static const char *const names[] = { "note", "repaired", "refused",
                                         "left-out" };
    return names[effect];
}

// 17142 as "17,142".
static void add_count(struct buf *out, uint64_t count)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, count);
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0) buf_add_char(out, ',');
        buf_add_char(out, digits[i]);
    }
}

// Text from a file, in one line and without control characters.
static void add_plain(struct buf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        if (c == '\n')
            buf_add_str(out, STR("\\n"));
        else if (c == '\t')
            buf_add_str(out, STR("\\t"));
        else if (c < ' ' || c == 127)
            buf_addf(out, "\\x%02X", (unsigned)c);
        else
            buf_add_char(out, (char)c);
    }
}

static void print_problem(struct buf *out, const struct problem *problem)
{
    buf_add_str(out, STR("  "));
    const char *gap = "";
    if (problem->source.len) {
        add_plain(out, problem->source);
        gap = ", ";
    }
    if (problem->row) {
        buf_addf(out, "%srow %" PRIu64, gap, problem->row);
        gap = ", ";
    }
    if (problem->line) {
        buf_addf(out, "%sline %" PRIu64, gap, problem->line);
        gap = ", ";
    }
    if (problem->field.len) {
        buf_addf(out, "%s", gap);
        add_plain(out, problem->field);
        gap = " ";
    }
    if (problem->value.len) {
        buf_addf(out, "%s\"", gap);
        add_plain(out, problem->value);
        buf_add_char(out, '"');
        gap = ", ";
    }
    if (*gap) buf_add_str(out, STR(": "));
    add_plain(out, problem->message);
    buf_add_char(out, '\n');
}

// Whether `b` says the same as `a` of another value, and neither has a row.
static bool is_alike(const struct problem *a, const struct problem *b)
{
    return !a->row && !b->row && a->value.len && b->value.len &&
           str_equal(a->message, b->message) && str_equal(a->field, b->field) &&
           str_equal(a->source, b->source);
}

static void print_values(struct buf *out, const struct listed *first,
                         const struct listed *end)
{
    buf_add_str(out, STR("  "));
    if (first->problem.source.len) {
        add_plain(out, first->problem.source);
        buf_add_str(out, STR(", "));
    }
    if (first->problem.field.len) {
        add_plain(out, first->problem.field);
        buf_add_str(out, STR(": "));
    }
    add_plain(out, first->problem.message);
    buf_add_char(out, ':');
    size_t width = LINE_WIDTH;
    for (const struct listed *l = first; l != end; l = l->next) {
        str value = l->problem.value;
        if (width + value.len + 2 > LINE_WIDTH) {
            buf_add_str(out, STR("\n   "));
            width = 3;
        }
        buf_add_char(out, ' ');
        add_plain(out, value);
        if (l->next != end) buf_add_char(out, ',');
        width += value.len + 2;
    }
    buf_add_char(out, '\n');
}

// Problems without a row that differ in their value only, such as codes that
// did not join, are printed together.
static void print_listed(struct buf *out, const struct rule *rule)
{
    const struct listed *l = rule->first;
    while (l) {
        const struct listed *end = l->next;
        while (end && is_alike(&l->problem, &end->problem)) end = end->next;
        if (end != l->next)
            print_values(out, l, end);
        else
            print_problem(out, &l->problem);
        l = end;
    }
}

static void print_rule(struct buf *out, const struct rule *rule)
{
    buf_addf(out, "\n%s: %s (", effect_name(rule->effect), rule->name);
    add_count(out, rule->count);
    buf_add_str(out, STR(")\n"));
    print_listed(out, rule);
    if (rule->count == rule->listed_count) return;
    buf_add_str(out, STR("  and "));
    add_count(out, rule->count - rule->listed_count);
    buf_add_str(out, STR(" more\n"));
}

static void print_facts(const struct report *report, struct buf *out)
{
    int width = 0;
    for (size_t i = 0; i < report->fact_count; i++)
        if ((int)report->facts[i].name.len > width)
            width = (int)report->facts[i].name.len;
    for (size_t i = 0; i < report->fact_count; i++) {
        buf_addf(out, "  %-*.*s  ", width, STR_ARG(report->facts[i].name));
        add_plain(out, report->facts[i].value);
        buf_add_char(out, '\n');
    }
}

void report_print(const struct report *report, struct buf *out)
{
    add_count(out, report->read);
    buf_add_str(out,
                report->read == 1 ? STR(" row read, ") : STR(" rows read, "));
    add_count(out, report->kept);
    buf_add_str(out, STR(" kept, "));
    add_count(out, report->refused);
    buf_add_str(out, STR(" refused, "));
    add_count(out, report->repaired);
    buf_add_str(out, STR(" repaired"));
    if (report->left_out) {
        buf_add_str(out, STR(", "));
        add_count(out, report->left_out);
        buf_add_str(out, STR(" left out"));
    }
    buf_add_char(out, '\n');
    print_facts(report, out);
    static const enum report_effect order[] = { REPORT_REFUSED, REPORT_REPAIRED,
                                                REPORT_LEFT_OUT, REPORT_NOTE };
    for (size_t e = 0; e < sizeof order / sizeof *order; e++)
        for (size_t i = 0; i < report->rule_count; i++)
            if (report->rules[i].effect == order[e])
                print_rule(out, &report->rules[i]);
}

static void write_problem(struct json *json, const struct problem *problem)
{
    json_object_begin(json);
    if (problem->source.len) json_member_str(json, "source", problem->source);
    if (problem->row) json_member_int(json, "row", (int64_t)problem->row);
    if (problem->line) json_member_int(json, "line", (int64_t)problem->line);
    if (problem->field.len) json_member_str(json, "field", problem->field);
    // A missing value is worth showing as such where a field is named.
    if (problem->field.len || problem->value.len)
        json_member_str(json, "value", problem->value);
    json_member_str(json, "rule", str_from(problem->rule));
    json_member_str(json, "effect", str_from(effect_name(problem->effect)));
    json_member_str(json, "message", problem->message);
    json_object_end(json);
}

static void write_rules(const struct report *report, struct json *json)
{
    json_key(json, STR("rules"));
    json_array_begin(json);
    for (size_t i = 0; i < report->rule_count; i++) {
        const struct rule *rule = &report->rules[i];
        json_object_begin(json);
        json_member_str(json, "rule", str_from(rule->name));
        json_member_str(json, "effect", str_from(effect_name(rule->effect)));
        json_member_int(json, "count", (int64_t)rule->count);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_facts(const struct report *report, struct json *json)
{
    json_key(json, STR("facts"));
    json_object_begin(json);
    for (size_t i = 0; i < report->fact_count; i++) {
        json_key(json, report->facts[i].name);
        json_str(json, report->facts[i].value);
    }
    json_object_end(json);
}

void report_write_members(const struct report *report, struct json *json)
{
    json_key(json, STR("rows"));
    json_object_begin(json);
    json_member_int(json, "read", (int64_t)report->read);
    json_member_int(json, "kept", (int64_t)report->kept);
    json_member_int(json, "refused", (int64_t)report->refused);
    json_member_int(json, "repaired", (int64_t)report->repaired);
    json_member_int(json, "leftOut", (int64_t)report->left_out);
    json_object_end(json);
    write_facts(report, json);
    write_rules(report, json);
    json_key(json, STR("problems"));
    json_array_begin(json);
    for (size_t i = 0; i < report->rule_count; i++)
        for (const struct listed *l = report->rules[i].first; l; l = l->next)
            write_problem(json, &l->problem);
    json_array_end(json);
}

void report_write(const struct report *report, struct buf *out)
{
    struct json json = { .out = out };
    json_object_begin(&json);
    report_write_members(report, &json);
    json_object_end(&json);
}
