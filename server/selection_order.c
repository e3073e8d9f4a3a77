#include "server/selection_parts.h"

#include "server/queryable.h"
#include "server/sortable.h"

enum { SHOWN_MAX = 80, NAMES_MAX = 250 };  // bytes in a message

// "naam" in double quotes, as CQL2 writes names that hold anything but letters
// and digits; a quote inside is doubled.
static bool unquote(struct arena *arena, str text, str *name)
{
    *name = text;
    if (!text.len || text.bytes[0] != '"') return true;
    char *bytes = arena_alloc(arena, text.len);
    size_t len = 0, i = 1;
    if (!bytes) return false;
    for (; i < text.len; i++) {
        bool is_quote = text.bytes[i] == '"';
        bool is_doubled =
            is_quote && i + 1 < text.len && text.bytes[i + 1] == '"';
        if (is_quote && !is_doubled) break;
        bytes[len++] = text.bytes[i];
        if (is_doubled) i++;
    }
    *name = (str){ bytes, len };
    return i + 1 == text.len;
}

static str shown(str text)
{
    str part = str_slice(text, 0, SHOWN_MAX);
    return str_slice(part, 0, str_valid_utf8(part));
}

// "nummer, naam, …": as many as fit in a message.
static str field_names(const struct request *request)
{
    struct buf names;
    str text = { 0 };
    const struct schema *schema = &request->collection->schema;
    str row_id = row_id_name(request->collection);
    buf_init(&names, request->arena, SIZE_MAX);
    buf_add_str(&names, row_id);
    for (size_t i = 0; i < schema->count; i++) {
        str name = schema->fields[i].name;
        if (names.len + name.len > NAMES_MAX) {
            buf_addf(&names, ", …");
            break;
        }
        buf_addf(&names, "%s%.*s", names.len ? ", " : "", STR_ARG(name));
    }
    return buf_finish(&names, &text, NULL) ? text : (str){ 0 };
}

static bool has_sort(const struct selection *selection, struct sort sort)
{
    for (size_t i = 0; i < selection->sort_count; i++)
        if (selection->sorts[i].field == sort.field) return true;
    return false;
}

static bool add_sort(struct request *request, struct selection *selection,
                     str item)
{
    str name;
    struct sort sort;
    bool has_sign = item.bytes[0] == '-' || item.bytes[0] == '+';
    str rest = str_trim(str_slice(item, has_sign, item.len));
    if (!unquote(request->arena, rest, &name) ||
        !sortable_find(request->collection, name, &sort))
        return request_problem(
            request, "sortby",
            "'%.*s' is not a sortable of this collection; there is %.*s",
            STR_ARG(shown(rest)), STR_ARG(field_names(request)));
    if (has_sort(selection, sort))
        return request_problem(request, "sortby", "names %.*s twice",
                               STR_ARG(shown(name)));
    if (selection->sort_count == SORTS_MAX)
        return request_problem(request, "sortby", "takes at most %d names",
                               SORTS_MAX);
    sort.is_descending = item.bytes[0] == '-';
    selection->sorts[selection->sort_count++] = sort;
    return true;
}

void selection_read_order(struct request *request, struct selection *selection)
{
    const struct param_value *sortby = given_param(request, "sortby");
    for (size_t i = 0; sortby && i < sortby->item_count; i++)
        if (!add_sort(request, selection, sortby->items[i])) return;
}

// What every feature has beside its properties: naming it changes nothing.
static bool is_always_there(const struct collection *collection, str name)
{
    return str_equal(name, STR("geometry")) || str_equal(name, STR("geom")) ||
           (name.len && str_equal(name, row_id_name(collection)));
}

void selection_read_wanted(struct request *request, struct selection *selection)
{
    const struct param_value *properties = given_param(request, "properties");
    const struct schema *schema = &request->collection->schema;
    if (!properties) return;
    bool *wanted = ARENA_ARRAY(request->arena, bool, schema->count + 1);
    if (!wanted) {
        request_problem(request, "properties", "no room for the names");
        return;
    }
    for (size_t i = 0; i < properties->item_count; i++) {
        str name, item = properties->items[i];
        bool is_name = unquote(request->arena, item, &name);
        const struct field *field =
            is_name ? queryable_find(schema, name) : NULL;
        if (field)
            wanted[schema_index(schema, field)] = true;
        else if (!is_name || !is_always_there(request->collection, name))
            request_problem(
                request, "properties",
                "'%.*s' is not a property of this collection; there is %.*s",
                STR_ARG(shown(item)), STR_ARG(field_names(request)));
    }
    selection->wanted = wanted;
}
