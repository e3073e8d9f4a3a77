#include "importers/lacking.h"

enum { LISTED_COLUMNS = 30, LIST_BYTES_MAX = 1 << 20 };

void lacking_begin(struct lacking *lacking, struct arena *arena,
                   const struct source *source, struct report *report)
{
    *lacking = (struct lacking){ .source = source, .report = report };
    buf_init(&lacking->columns, arena, LIST_BYTES_MAX);
    buf_init(&lacking->fields, arena, LIST_BYTES_MAX);
}

static void add(struct lacking *lacking, struct buf *list, const char *key,
                str name)
{
    str message;
    struct buf text;
    buf_init(&text, list->arena, 1024);
    buf_addf(&text, "the manifest names it (%s), and there is none", key);
    buf_addf(list, "%s\"%.*s\" (%s)", list->len ? ", " : "", STR_ARG(name),
             key);
    if (!buf_finish(&text, &message, NULL)) return;
    report_add(lacking->report, &(struct problem){ .effect = REPORT_NOTE,
                                                   .field = name,
                                                   .rule = "no-column",
                                                   .message = message });
}

int lacking_column(struct lacking *lacking, const char *key, str name)
{
    int column = source_column(lacking->source, name);
    if (column < 0) add(lacking, &lacking->columns, key, name);
    return column;
}

void lacking_field(struct lacking *lacking, const char *key, str name)
{
    add(lacking, &lacking->fields, key, name);
}

bool lacking_any(const struct lacking *lacking)
{
    return lacking->columns.len || lacking->fields.len ||
           lacking->columns.failure || lacking->fields.failure;
}

static void add_columns(const struct source_info *info, struct buf *out)
{
    for (size_t i = 0; i < info->column_count; i++) {
        if (i == LISTED_COLUMNS) {
            buf_addf(out, " …");
            return;
        }
        buf_addf(out, "%s%.*s", i ? ", " : "", STR_ARG(info->columns[i].name));
    }
}

// Which there are. A message may be too short for that as well.
static str there_is(const struct lacking *lacking)
{
    str text = { 0 };
    struct buf out;
    buf_init(&out, lacking->columns.arena, LIST_BYTES_MAX);
    add_columns(source_info(lacking->source), &out);
    if (buf_finish(&out, &text, NULL))
        report_fact(lacking->report, "columns", text);
    return text;
}

bool lacking_end(struct lacking *lacking, str where, struct error *err)
{
    str columns, fields, text;
    struct buf out;
    if (!lacking_any(lacking)) return true;
    if (!buf_finish(&lacking->columns, &columns, err) ||
        !buf_finish(&lacking->fields, &fields, err))
        return false;
    buf_init(&out, lacking->columns.arena, LIST_BYTES_MAX);
    if (columns.len)
        buf_addf(&out, "the source has no column %.*s", STR_ARG(columns));
    if (fields.len)
        buf_addf(&out, "%sthere is no field %.*s", columns.len ? "; " : "",
                 STR_ARG(fields));
    buf_addf(&out, columns.len ? "; it has " : "; the source has ");
    buf_add_str(&out, there_is(lacking));
    return buf_finish(&out, &text, err) &&
           error_set(err, ERROR_INVALID, "%.*s: %.*s", STR_ARG(where),
                     STR_ARG(text));
}
