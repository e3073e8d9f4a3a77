#include "store/spatialite/copy.h"

// A spent arena is remembered, not checked at each text.
struct copier {
    struct arena *arena;
    bool is_spent;
};

static str text(struct copier *copier, str s)
{
    str copy = arena_copy(copier->arena, s);
    if (!copy.bytes) copier->is_spent = true;
    return copy;
}

static struct label label(struct copier *copier, struct label l)
{
    return (struct label){ .nl = text(copier, l.nl), .en = text(copier, l.en) };
}

static bool finish(const struct copier *copier, struct error *err)
{
    return !copier->is_spent ||
           error_set(err, ERROR_NO_MEMORY, "no room for a description");
}

bool copy_dataset(struct arena *arena, const struct dataset *from,
                  struct dataset *to, struct error *err)
{
    struct copier copier = { .arena = arena };
    struct dataset copy = *from;
    copy.id = text(&copier, from->id);
    copy.title = label(&copier, from->title);
    copy.description = label(&copier, from->description);
    copy.license = text(&copier, from->license);
    copy.attribution = text(&copier, from->attribution);
    copy.source = text(&copier, from->source);
    copy.areas = text(&copier, from->areas);
    copy.updated = (str){ 0 };
    copy.report = (str){ 0 };
    if (!finish(&copier, err)) return false;
    *to = copy;
    return true;
}

static struct value copy_value(struct copier *copier, struct value value)
{
    switch (value.type) {
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_REAL: break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: value.text = text(copier, value.text); break;
    }
    return value;
}

static void copy_choices(struct copier *copier, const struct field *from,
                         struct field *to)
{
    size_t count = from->choice_count;
    struct value *values = ARENA_ARRAY(copier->arena, struct value, count);
    str *labels = ARENA_ARRAY(copier->arena, str, count);
    if (!values || !labels) {
        copier->is_spent = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        values[i] = copy_value(copier, from->choices[i]);
        if (from->choice_labels)
            labels[i] = text(copier, from->choice_labels[i]);
    }
    to->choices = count ? values : NULL;
    to->choice_labels = from->choice_labels && count ? labels : NULL;
}

static void copy_field(struct copier *copier, const struct field *from,
                       struct field *to)
{
    *to = *from;
    to->name = text(copier, from->name);
    to->column = text(copier, from->column);
    to->title = label(copier, from->title);
    to->description = label(copier, from->description);
    to->unit = text(copier, from->unit);
    copy_choices(copier, from, to);
}

bool copy_collection(struct arena *arena, const struct collection *from,
                     struct collection *to, struct field **fields,
                     struct error *err)
{
    struct copier copier = { .arena = arena };
    struct collection copy = *from;
    struct field *copies = ARENA_ARRAY(arena, struct field, from->schema.count);
    if (!copies)
        return error_set(err, ERROR_NO_MEMORY, "no room for a description");
    copy.id = text(&copier, from->id);
    copy.title = label(&copier, from->title);
    copy.description = label(&copier, from->description);
    for (size_t i = 0; i < from->schema.count; i++)
        copy_field(&copier, &from->schema.fields[i], &copies[i]);
    copy.schema.fields = copies;
    if (!finish(&copier, err)) return false;
    *to = copy;
    *fields = copies;
    return true;
}
