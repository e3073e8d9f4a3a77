#include "server/selection_parts.h"

#include <string.h>

#include "base/ascii.h"

enum { TEXT_MAX = 500, WORDS_MAX = 16 };

static bool has_param(const struct request *request, const char *name)
{
    const struct param *param = request->route->params;
    for (; param && param->name; param++)
        if (!strcmp(param->name, name)) return true;
    return false;
}

// Of letters and digits; whatever is not ASCII counts as a letter here.
static size_t count_words(str text)
{
    size_t count = 0;
    bool was_in_word = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        bool is_in_word =
            (unsigned char)c >= 0x80 || ascii_is_digit(c) || ascii_is_letter(c);
        count += is_in_word && !was_in_word;
        was_in_word = is_in_word;
    }
    return count;
}

static void read_words(struct request *request, struct selection *selection)
{
    const struct param_value *q = given_param(request, "q");
    if (!q) return;
    selection->words = str_trim(q->text);
    size_t count = count_words(selection->words);
    if (!count) request_problem(request, "q", "holds no word to look for");
    if (selection->words.len > TEXT_MAX)
        request_problem(request, "q", "has %zu bytes; at most %d are accepted",
                        selection->words.len, TEXT_MAX);
    else if (count > WORDS_MAX)
        request_problem(request, "q", "has more than %d words", WORDS_MAX);
}

static void read_near(struct request *request, struct selection *selection)
{
    const struct param_value *near = given_param(request, "near");
    const struct param_value *within = given_param(request, "within");
    if (within && !near)
        request_problem(request, "within",
                        "says how far from `near`, which is missing");
    if (!near) return;
    if (request->collection->geom_type == GEOM_EMPTY)
        request_problem(request, "near",
                        "the items of this collection have no place");
    if (given_param(request, "sortby"))
        request_problem(request, "sortby",
                        "`near` has an order of its own, by distance; leave "
                        "one of the two out");
    if (!within && !has_param(request, "sortby"))
        request_problem(request, "near",
                        "leaves nothing out without `within`, and there is no "
                        "order here; say within how many metres");
    selection->near.is_asked = true;
    selection->near.from = near->point;
    selection->near.within_m = within ? within->real : 0;
}

static void read_place(struct request *request, struct selection *selection)
{
    const struct param_value *contains = given_param(request, "contains");
    if (!contains) return;
    if (request->collection->level == LEVEL_NONE)
        request_problem(request, "contains",
                        "is for collections of areas; here `near` with "
                        "`within` finds what lies around a place");
    selection->has_place = true;
    selection->place = contains->point;
}

void selection_read_search(struct request *request, struct selection *selection)
{
    read_words(request, selection);
    read_near(request, selection);
    read_place(request, selection);
}
