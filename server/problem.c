#include "server/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

enum { DETAIL_MAX = 400 };

struct problem_fact {
    unsigned status;
    bool is_secret;
};

static const struct problem_fact facts[] = {
    [ERROR_NONE] = { 500, true },
    [ERROR_INVALID] = { 400, false },
    [ERROR_NOT_FOUND] = { 404, false },
    [ERROR_NOT_ACCEPTABLE] = { 406, false },
    [ERROR_GONE] = { 410, false },
    [ERROR_TOO_LARGE] = { 400, false },
    [ERROR_UNSUPPORTED] = { 501, false },
    [ERROR_REFUSED] = { 500, true },
    [ERROR_BUSY] = { 503, false },
    [ERROR_TIMEOUT] = { 503, false },
    [ERROR_NO_MEMORY] = { 503, false },
    [ERROR_SOURCE] = { 500, true },
    [ERROR_IO] = { 500, true },
    [ERROR_CORRUPT] = { 500, true },
    [ERROR_INTERNAL] = { 500, true },
};

struct status_fact {
    unsigned status;
    const char *title;
};

static const struct status_fact titles[] = {
    { 400, "Bad Request" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 406, "Not Acceptable" },
    { 410, "Gone" },
    { 411, "Length Required" },
    { 413, "Content Too Large" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 503, "Service Unavailable" },
    { 505, "HTTP Version Not Supported" },
};

unsigned problem_status(enum error_code code)
{
    return facts[code].status;
}

bool problem_is_secret(enum error_code code)
{
    return facts[code].is_secret;
}

const char *status_title(unsigned status)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == status) return titles[i].title;
    return "Error";
}

void problem_add(struct problems *problems, const char *in, str name,
                 const char *code, const char *format, ...)
{
    problems->count++;
    if (!strcmp(code, "not-found")) problems->is_absent = true;
    if (problems->count > PROBLEMS_MAX) return;
    struct problem *problem = ARENA_NEW(problems->arena, struct problem);
    if (!problem) return;
    char detail[DETAIL_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    bool is_moved = problems->is_body && !strcmp(in, "query");
    problem->in = is_moved ? "body" : in;
    problem->name = arena_copy(problems->arena, name);
    problem->code = code;
    problem->detail = arena_copy(problems->arena, str_from(detail));
    if (problems->last)
        problems->last->next = problem;
    else
        problems->first = problem;
    problems->last = problem;
}

static void member_text(struct json *json, const char *key, const char *text)
{
    json_member_str(json, key, str_from(text));
}

static void errors_write(struct json *json, const struct problems *problems)
{
    json_key(json, STR("errors"));
    json_array_begin(json);
    for (const struct problem *p = problems->first; p; p = p->next) {
        json_object_begin(json);
        member_text(json, "in", p->in);
        json_member_str(json, "name", p->name);
        member_text(json, "code", p->code);
        json_member_str(json, "detail", p->detail);
        json_object_end(json);
    }
    json_array_end(json);
    if (problems->count > PROBLEMS_MAX)
        json_member_int(json, "errorsLeftOut",
                        (int64_t)(problems->count - PROBLEMS_MAX));
}

void problem_write(struct buf *out, const struct problem_text *text)
{
    struct json json = { .out = out };
    json_object_begin(&json);
    member_text(&json, "type", "about:blank");
    json_member_int(&json, "status", text->status);
    member_text(&json, "title", status_title(text->status));
    json_member_str(&json, "detail", text->detail);
    if (text->request_id) {
        char instance[48];
        snprintf(instance, sizeof instance, "urn:buurt:request:%016llx",
                 (unsigned long long)text->request_id);
        member_text(&json, "instance", instance);
    }
    if (text->problems && text->problems->first)
        errors_write(&json, text->problems);
    json_object_end(&json);
    buf_add_char(out, '\n');
}
