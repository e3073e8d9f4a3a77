#include "server/headers.h"

#include <string.h>

#include "base/timestamp.h"

static const struct header common[] = {
    { "API-Version", { API_VERSION, sizeof API_VERSION - 1 } },
    { "Access-Control-Allow-Origin", { "*", 1 } },
};

// Most names differ in the first letter: their lengths are not asked.
static bool is_same_name(const char *a, const char *b)
{
    while (*a && (*a | 0x20) == (*b | 0x20)) {
        a++;
        b++;
    }
    return !*a && !*b;
}

void headers_set(struct header_list *list, const char *name, str value)
{
    size_t i = 0;
    while (i < list->count && !is_same_name(list->items[i].name, name)) i++;
    if (i == HEADER_LIST_MAX) return;
    list->items[i] = (struct header){ name, value };
    if (i == list->count) list->count++;
}

void headers_init(struct header_list *list, bool is_secure)
{
    list->count = 0;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        headers_set(list, common[i].name, common[i].value);
    headers_set(list, "Access-Control-Expose-Headers",
                STR("API-Version, Content-Crs, Link, ETag, Content-Range, "
                    "X-Tile-Reduced, X-Tile-Small, X-Tile-Beyond"));
    headers_set(list, "Content-Security-Policy", STR("frame-ancestors 'none'"));
    headers_set(list, "X-Content-Type-Options", STR("nosniff"));
    headers_set(list, "X-Frame-Options", STR("DENY"));
    if (is_secure)
        headers_set(list, "Strict-Transport-Security",
                    STR("max-age=31536000; includeSubDomains"));
}

bool etag_matches(str if_none_match, str etag)
{
    str element;
    while (str_next(&if_none_match, ',', &element)) {
        str tag = str_trim(element);
        if (str_equal(tag, STR("*"))) return true;
        if (str_starts(tag, STR("W/"))) tag = str_slice(tag, 2, tag.len);
        if (str_equal(tag, etag)) return true;
    }
    return false;
}

str http_date(struct arena *arena, str timestamp)
{
    static const char *const days[] = { "Thu", "Fri", "Sat", "Sun",
                                        "Mon", "Tue", "Wed" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr",
                                          "May", "Jun", "Jul", "Aug",
                                          "Sep", "Oct", "Nov", "Dec" };
    int64_t year, month, day;
    struct timestamp time;
    if (!timestamp_parse(timestamp, &time, NULL)) return (str){ 0 };
    str text = str_from(time.text);
    if (!str_to_int(str_slice(text, 0, 4), &year) ||
        !str_to_int(str_slice(text, 5, 7), &month) ||
        !str_to_int(str_slice(text, 8, 10), &day))
        return (str){ 0 };
    int64_t since = days_from_civil((int)year, (int)month, (int)day);
    char date[] = "Thu, 01 Jan 1970 00:00:00 GMT";
    memcpy(date, days[((since % 7) + 7) % 7], 3);
    memcpy(date + 5, text.bytes + 8, 2);
    memcpy(date + 8, months[month - 1], 3);
    memcpy(date + 12, text.bytes, 4);
    memcpy(date + 17, text.bytes + 11, 8);
    return arena_copy(arena, str_from(date));
}
