#include "base/timestamp.h"
#include "server/selection.h"
#include "server/style/style_write.h"

enum { MINUTE_LEN = 16 };

static bool has_clock(const struct style *style)
{
    const struct json_value *clock = json_find(style->root, "clock");
    return clock && clock->type == JSON_BOOL && clock->boolean;
}

// The moment asked for; without, the minute that it is.
static bool read_moment(struct request *request, struct drawing *out)
{
    struct timestamp now = timestamp_now();
    const struct param_value *at = request_param(request, "at");
    out->has_clock = has_clock(&out->style);
    if (at->is_given && !out->has_clock)
        return request_problem(request, "at",
                               "this style does not depend on a moment; leave "
                               "it out");
    if (at->is_given && !timestamp_parse_local(at->text, &now, NULL))
        return request_problem(request, "at",
                               "must be a moment such as "
                               "2026-03-18T12:00:00Z, not '%.*s'",
                               STR_ARG(str_slice(at->text, 0, 40)));
    out->is_passing = out->has_clock && !at->is_given;
    out->now = arena_copy(request->arena, str_from(now.text));
    if (out->is_passing)
        out->now =
            arena_printf(request->arena, "%.*s:00.000Z", MINUTE_LEN, now.text);
    return true;
}

// What only maps with classes take.
static void refuse_classes(struct request *request)
{
    static const char *const names[] = { "groupBy", "measures", "classes",
                                         "method" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (request_param(request, names[i])->is_given)
            request_problem(request, names[i],
                            "this style has no classes; leave it out");
}

void drawing_check(struct request *request)
{
    struct drawing drawing;
    const struct json_value *scale;
    // What there is not is said by the handler, as 404.
    if (!request->collection ||
        !style_find(request, request->variables[0], &drawing.style, NULL))
        return;
    scale = scales_with_classes(&drawing.style);
    // What is wrong is recorded in the request.
    (void)!read_moment(request, &drawing);
    if (scale) {
        classes_check(request, template_text(scale, "measure"));
        return;
    }
    refuse_classes(request);
    check_selection(request);
}

bool drawing_read(struct app *app, struct request *request, struct drawing *out,
                  struct error *err)
{
    out->request = request;
    if (!style_find(request, request->variables[0], &out->style, err))
        return false;
    if (!read_moment(request, out)) return request_is_valid(request, err);
    return scales_read(app, request, &out->style, &out->scales, err);
}

const struct classes *drawing_classes(const struct drawing *drawing)
{
    for (size_t i = 0; i < drawing->scales.count; i++)
        if (drawing->scales.all[i].classes)
            return drawing->scales.all[i].classes;
    return NULL;
}
