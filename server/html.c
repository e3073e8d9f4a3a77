#include "server/html.h"

#include <math.h>
#include <string.h>

#include "base/timestamp.h"
#include "server/params.h"

enum { SHOWN_DECIMALS = 3 };

// Everything else that is printable stands for itself.
static str entity(char c)
{
    switch (c) {
    case '&': return STR("&amp;");
    case '<': return STR("&lt;");
    case '>': return STR("&gt;");
    case '"': return STR("&quot;");
    case '\'': return STR("&#39;");
    default: return (str){ 0 };
    }
}

// Controls but tab and new lines, and the two code points at the end of the
// first plane, are errors in an HTML document.
static bool is_forbidden(const char *bytes, size_t len)
{
    unsigned char first = (unsigned char)bytes[0];
    if (len == 1)
        return (first < 0x20 && first != '\t' && first != '\n') ||
               first == 0x7f;
    unsigned char second = (unsigned char)bytes[1];
    if (len == 2) return first == 0xc2 && second < 0xa0;
    return len == 3 && first == 0xef && second == 0xbf &&
           (unsigned char)bytes[2] >= 0xbe;
}

void html_text(struct buf *out, str text)
{
    for (size_t i = 0, len; i < text.len; i += len) {
        str rest = str_slice(text, i, text.len);
        len = str_utf8_len(rest);
        str instead = entity(rest.bytes[0]);
        if (!len || is_forbidden(rest.bytes, len))
            instead = STR("\xef\xbf\xbd");
        if (!len) len = 1;
        if (instead.len)
            buf_add_str(out, instead);
        else
            buf_add(out, rest.bytes, len);
    }
}

void html_href(struct buf *out, str url)
{
    // All of RFC 3986 beside the letters and digits; & is written as an entity.
    static const char allowed[] = "-._~:/?#[]@!$'()*+,;=%";
    for (size_t i = 0; i < url.len; i++) {
        str c = str_slice(url, i, i + 1);
        if (c.bytes[0] == '&')
            HTML(out, "&amp;");
        else
            percent_encode(out, c, allowed);
    }
}

void html_link(struct buf *out, str href, str text)
{
    HTML(out, "<a href=\"");
    html_href(out, href);
    HTML(out, "\">");
    html_text(out, text);
    HTML(out, "</a>");
}

// Makes 1234.5, written from `from` on, 1234,5; with `has_separators` 1.234,5.
// What has an exponent gets none: 1,5e+300.
static void make_dutch(struct buf *out, size_t from, bool has_separators)
{
    if (out->failure) return;
    if (memchr(out->bytes + from, 'e', out->len - from)) has_separators = false;
    size_t first = from + (out->bytes[from] == '-');
    char *point = memchr(out->bytes + from, '.', out->len - from);
    size_t end = point ? (size_t)(point - out->bytes) : out->len;
    if (point) *point = ',';
    for (size_t at = end; has_separators && at > first + 3;) {
        at -= 3;
        buf_add_char(out, ' ');
        if (out->failure) return;
        memmove(out->bytes + at + 1, out->bytes + at, out->len - 1 - at);
        out->bytes[at] = '.';
    }
}

void html_count(struct buf *out, int64_t count)
{
    size_t from = out->len;
    buf_add_int(out, count);
    make_dutch(out, from, true);
}

void html_rounded(struct buf *out, double real)
{
    size_t from = out->len;
    buf_add_fixed(out, real, SHOWN_DECIMALS);
    make_dutch(out, from, true);
}

static void add_real(struct buf *out, double real, bool has_separators)
{
    size_t from = out->len;
    if (!isfinite(real)) {
        html_nothing(out);
        return;
    }
    buf_add_real(out, real);
    make_dutch(out, from, has_separators);
}

static const char *const months[] = {
    "januari", "februari", "maart",     "april",   "mei",      "juni",
    "juli",    "augustus", "september", "oktober", "november", "december",
};

static bool add_day(struct buf *out, str time)
{
    int64_t year, month, day;
    if (time.len < 10 || !str_to_int(str_slice(time, 0, 4), &year) ||
        !str_to_int(str_slice(time, 5, 7), &month) ||
        !str_to_int(str_slice(time, 8, 10), &day) || month < 1 || month > 12)
        return false;
    buf_addf(out, "%d %s %d", (int)day, months[month - 1], (int)year);
    return true;
}

// 06:30, 06:30:15 or 06:30:15,250: as exact as the time is. The fraction ends
// with a Z.
static void add_clock(struct buf *out, str clock, str fraction)
{
    bool is_whole = str_equal(fraction, STR("Z"));
    bool has_seconds = !is_whole || !str_ends(clock, STR(":00"));
    html_text(out, str_slice(clock, 0, has_seconds ? 8 : 5));
    if (!is_whole) {
        buf_add_char(out, ',');
        html_text(out, str_slice(fraction, 1, fraction.len - 1));
    }
}

// What clocks say to those who read it, unless that cannot be told.
static bool add_moment(struct buf *out, str time, str fraction)
{
    struct timestamp local;
    bool is_local = timestamp_to_local(time, &local);
    str shown = is_local ? str_from(local.text) : time;
    if (!add_day(out, shown)) return false;
    HTML(out, ", ");
    add_clock(out, str_slice(shown, 11, 19), fraction);
    if (is_local)
        HTML(out, " uur");
    else
        HTML(out, " UTC");
    return true;
}

void html_time(struct buf *out, str time)
{
    str second = str_slice(time, 0, 19),
        fraction = str_slice(time, 19, time.len);
    if (str_equal(fraction, STR(".000Z"))) fraction = STR("Z");
    HTML(out, "<time datetime=\"");
    html_text(out, second);
    html_text(out, fraction);
    HTML(out, "\">");
    if (fraction.len ? !add_moment(out, time, fraction) : !add_day(out, time))
        html_text(out, time);
    HTML(out, "</time>");
}

bool html_is_address(str text)
{
    return str_starts(text, STR("https://")) ||
           str_starts(text, STR("http://")) || str_starts(text, STR("mailto:"));
}

static void add_text(struct buf *out, str text)
{
    if (html_is_address(text))
        html_link(out, text, text);
    else
        html_text(out, text);
}

void html_nothing(struct buf *out)
{
    HTML(out, "<span class=\"niets\">–</span>");
}

void html_withheld(struct buf *out)
{
    HTML(out, "<span class=\"niets\">niet gepubliceerd</span>");
}

static void add_value(struct buf *out, struct value value, bool has_separators)
{
    switch (value.type) {
    case VALUE_NULL: html_nothing(out); return;
    case VALUE_BOOL:
        buf_add_str(out, value.boolean ? STR("ja") : STR("nee"));
        return;
    case VALUE_INT:
        if (has_separators)
            html_count(out, value.integer);
        else
            buf_add_int(out, value.integer);
        return;
    case VALUE_REAL: add_real(out, value.real, has_separators); return;
    case VALUE_TEXT: add_text(out, value.text); return;
    case VALUE_DATE:
    case VALUE_TIME: html_time(out, value.text); return;
    }
}

void html_number(struct buf *out, struct value value)
{
    if (value.type != VALUE_REAL || !isfinite(value.real)) {
        add_value(out, value, true);
        return;
    }
    HTML(out, "<data value=\"");
    buf_add_real(out, value.real);
    HTML(out, "\">");
    html_rounded(out, value.real);
    HTML(out, "</data>");
}

// What a choice stands for; empty when the manifest does not say.
static str choice_label(const struct field *field, struct value value)
{
    for (size_t i = 0; field->choice_labels && i < field->choice_count; i++)
        if (value_equal(field->choices[i], value))
            return field->choice_labels[i];
    return (str){ 0 };
}

void html_value(struct buf *out, const struct field *field, struct value value)
{
    str label = choice_label(field, value);
    if (label.len) {
        html_text(out, label);
        HTML(out, " (");
    }
    add_value(out, value, field->is_measure || field->unit.len);
    if (label.len) buf_add_char(out, ')');
    if (!field->unit.len || value.type == VALUE_NULL) return;
    HTML(out, "&nbsp;");
    html_text(out, field->unit);
}

bool html_is_number(const struct field *field)
{
    return field->type == VALUE_INT || field->type == VALUE_REAL;
}

str html_geometry_name(enum geom_type type)
{
    switch (type) {
    case GEOM_EMPTY: break;
    case GEOM_POINT: return STR("Punt");
    case GEOM_LINE: return STR("Lijn");
    case GEOM_POLYGON: return STR("Vlak");
    case GEOM_MULTIPOINT: return STR("Punten");
    case GEOM_MULTILINE: return STR("Lijnen");
    case GEOM_MULTIPOLYGON: return STR("Vlakken");
    case GEOM_COLLECTION: return STR("Verzameling");
    }
    return (str){ 0 };
}

void html_place(struct buf *out, const struct crs_entry *crs,
                const struct geom *geom)
{
    if (geom->type == GEOM_EMPTY) {
        html_nothing(out);
        return;
    }
    HTML(out, "<span class=\"plaats\">");
    if (geom->type == GEOM_POINT) {
        position_write(out, crs, geom->points[0], ' ');
    } else {
        struct box box = geom_box(geom);
        buf_add_str(out, html_geometry_name(geom->type));
        HTML(out, " binnen ");
        position_write(out, crs, (struct point){ box.min_x, box.min_y }, ' ');
        HTML(out, " en ");
        position_write(out, crs, (struct point){ box.max_x, box.max_y }, ' ');
    }
    HTML(out, "</span>");
}
