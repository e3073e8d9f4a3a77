// JSON for people: a key a line, lists with a hyphen, no quotes.
//
//   {"rows":{"read":3},"problems":[{"row":2,"rule":"duplicate-id"}]}
//
//   rows:
//     read: 3
//   problems:
//     - row: 2
//       rule: duplicate-id

#include "server/commands_show.h"

enum { DEPTH_MAX = 32 };

struct printer {
    str in;
    size_t at;
    struct buf *out;
    int depth;
    bool is_list[DEPTH_MAX + 1];
    bool is_fresh;  // a hyphen stands in this line and waits for its value
};

static char peek(const struct printer *p)
{
    return p->at < p->in.len ? p->in.bytes[p->at] : 0;
}

static void new_line(struct printer *p)
{
    if (p->is_fresh) {
        p->is_fresh = false;
        return;
    }
    for (int i = 0; i < p->depth; i++) buf_add_str(p->out, STR("  "));
}

static char unescape(char c)
{
    if (c == 'n' || c == 't' || c == 'r') return ' ';
    return c;
}

// A text without its quotes. Control characters, the only ones our writer
// gives as \u00XX, become a question mark.
static void print_text(struct printer *p)
{
    for (p->at++; p->at < p->in.len && peek(p) != '"'; p->at++) {
        char c = peek(p);
        if (c == '\\' && p->at + 1 < p->in.len) {
            c = p->in.bytes[++p->at];
            if (c == 'u') {
                p->at += 4;
                c = '?';
            } else {
                c = unescape(c);
            }
        }
        buf_add_char(p->out, c);
    }
    p->at++;
}

static void print_bare(struct printer *p)
{
    while (p->at < p->in.len && peek(p) != ',' && peek(p) != '}' &&
           peek(p) != ']')
        buf_add_char(p->out, p->in.bytes[p->at++]);
}

static bool is_empty_group(const struct printer *p)
{
    return p->at + 1 < p->in.len &&
           (p->in.bytes[p->at + 1] == '}' || p->in.bytes[p->at + 1] == ']');
}

static void begin_item(struct printer *p)
{
    new_line(p);
    if (p->is_list[p->depth]) {
        buf_add_str(p->out, STR("- "));
        p->is_fresh = true;
    } else {
        print_text(p);
        if (peek(p) == ':') p->at++;
        buf_add_char(p->out, ':');
    }
}

// The value that stands behind a key or a hyphen. Groups are entered.
static void begin_value(struct printer *p)
{
    char c = peek(p);
    bool is_group = c == '{' || c == '[';
    bool follows_key = !p->is_list[p->depth];
    if (is_group && is_empty_group(p)) {
        buf_add_str(p->out, STR(" none\n"));
        p->at += 2;
        p->is_fresh = false;
    } else if (is_group && p->depth < DEPTH_MAX) {
        if (follows_key) buf_add_char(p->out, '\n');
        p->is_list[++p->depth] = c == '[';
        p->at++;
        begin_item(p);
        begin_value(p);
    } else {
        if (follows_key) buf_add_char(p->out, ' ');
        if (c == '"')
            print_text(p);
        else
            print_bare(p);
        buf_add_char(p->out, '\n');
        p->is_fresh = false;
    }
}

void json_print(str json, struct buf *out)
{
    struct printer p = { .in = json, .out = out };
    if (peek(&p) != '{' || is_empty_group(&p)) return;
    p.depth = 1;
    p.at = 1;
    begin_item(&p);
    begin_value(&p);
    while (p.at < json.len) {
        char c = peek(&p);
        p.at++;
        if (c == '}' || c == ']') p.depth--;
        if (p.depth < 1) return;
        if (c != ',') continue;
        begin_item(&p);
        begin_value(&p);
    }
}
