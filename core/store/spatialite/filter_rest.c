#include "store/spatialite/filter_rest.h"

#include "cql/matches.h"
#include "store/spatialite/cursor_row.h"
#include "store/spatialite/filter_sql.h"

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for a filter");
}

// What SQL says is left out. Only a top-level AND comes in parts.
static bool gather(struct filter_rest *rest, struct arena *arena,
                   const struct selection *selection, struct error *err)
{
    const struct cql *filter = selection->filter;
    rest->whole = *filter;
    if (filter->op != CQL_AND) {
        if (filter_sql_can_say(selection, filter)) rest->whole.child_count = 0;
        return true;
    }
    size_t kept = 0;
    struct cql **parts = ARENA_ARRAY(arena, struct cql *, filter->child_count);
    if (!parts) return no_memory(err);
    for (size_t i = 0; i < filter->child_count; i++)
        if (!filter_sql_can_say(selection, filter->children[i]))
            parts[kept++] = filter->children[i];
    rest->whole.children = parts;
    rest->whole.child_count = kept;
    return true;
}

static void find_reads(struct filter_rest *rest, const struct cql *node)
{
    if (node->op == CQL_PROPERTY && !node->field) rest->reads_geom = true;
    if (node->op == CQL_PROPERTY && node->field) {
        size_t field = schema_index(rest->schema, node->field);
        size_t i = 0;
        while (i < rest->field_count && rest->fields[i] != field) i++;
        if (i == rest->field_count) rest->fields[rest->field_count++] = field;
    }
    for (size_t i = 0; i < node->child_count; i++)
        find_reads(rest, node->children[i]);
}

bool filter_rest_init(struct filter_rest *rest, struct arena *arena,
                      const struct selection *selection, struct error *err)
{
    const struct schema *schema = &selection->collection->schema;
    *rest = (struct filter_rest){ .schema = schema };
    if (!selection->filter) return true;
    if (!gather(rest, arena, selection, err)) return false;
    if (rest->whole.child_count == 0) return true;
    rest->fields = ARENA_ARRAY(arena, size_t, schema->count + 1);
    rest->values = ARENA_ARRAY(arena, struct value, schema->count + 1);
    if (!rest->fields || !rest->values) return no_memory(err);
    find_reads(rest, &rest->whole);
    rest->has_extent = cql_extent(&rest->whole, &rest->extent);
    rest->matcher = cql_matcher_open(&rest->whole, schema, err);
    return rest->matcher != NULL;
}

void filter_rest_close(struct filter_rest *rest)
{
    cql_matcher_close(rest->matcher);
    rest->matcher = NULL;
}

void filter_rest_add_columns(const struct filter_rest *rest, struct buf *sql)
{
    for (size_t i = 0; i < rest->field_count; i++) {
        buf_add_str(sql, STR(", "));
        sql_name(sql, rest->schema->fields[rest->fields[i]].column);
    }
}

bool filter_rest_matches(struct filter_rest *rest, sqlite3_stmt *row,
                         int column, const struct geom *geom, bool *matches,
                         struct error *err)
{
    struct feature feature = { .values = rest->values, .geom = *geom };
    for (size_t i = 0; i < rest->field_count; i++) {
        size_t field = rest->fields[i];
        rest->values[field] = column_value(row, column + (int)i,
                                           rest->schema->fields[field].type);
    }
    return cql_matches(rest->matcher, &feature, matches, err);
}
