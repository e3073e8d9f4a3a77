#include "store/spatialite/words_cut.h"

// FTS5 hands out its functions through a parameter of this query.
static fts5_api *find_api(struct view *view)
{
    fts5_api *api = NULL;
    struct error err;
    sqlite3_stmt *statement = view_prepare(view, "SELECT fts5(?1)", &err);
    if (!statement) return NULL;
    sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
    sqlite3_step(statement);
    view_done(view, statement);
    return api;
}

struct cut {
    struct arena *arena;
    struct word_list *out;
    bool begins;
    bool has_too_many;
};

static int take_word(void *context, int flags, const char *bytes, int len,
                     int start, int end)
{
    struct cut *cut = context;
    struct word_list *list = cut->out;
    str word = { bytes, (size_t)len };
    (void)flags, (void)start, (void)end;
    cut->has_too_many = list->count == WORDS_MAX;
    if (cut->has_too_many) return SQLITE_DONE;
    word = arena_copy(cut->arena, word);
    if (!word.bytes) return SQLITE_NOMEM;
    list->begins[list->count] = cut->begins;
    list->words[list->count++] = word;
    cut->begins = false;
    return SQLITE_OK;
}

static int run(fts5_api *api, struct cut *cut, str text)
{
    static const char *options[] = { "remove_diacritics", "2" };
    fts5_tokenizer tokenizer;
    Fts5Tokenizer *instance;
    void *context;
    int rc = api->xFindTokenizer(api, "unicode61", &context, &tokenizer);
    if (rc == SQLITE_OK) rc = tokenizer.xCreate(context, options, 2, &instance);
    if (rc != SQLITE_OK) return rc;
    str term, rest = text;
    while (rc == SQLITE_OK && str_next(&rest, ',', &term)) {
        cut->begins = true;
        rc = tokenizer.xTokenize(instance, cut, FTS5_TOKENIZE_QUERY, term.bytes,
                                 (int)term.len, take_word);
    }
    tokenizer.xDelete(instance);
    return rc;
}

bool words_cut(struct view *view, struct arena *arena, str text,
               struct word_list *out, struct error *err)
{
    struct word_list list = { .count = 0 };
    struct cut cut = { .arena = arena, .out = &list };
    if (text.len > WORDS_BYTES_MAX)
        return error_set(err, ERROR_INVALID,
                         "words to search for may have at most %d bytes",
                         WORDS_BYTES_MAX);
    fts5_api *api = find_api(view);
    if (!api)
        return error_set(err, ERROR_INTERNAL, "SQLite has no full-text search");
    int rc = run(api, &cut, text);
    if (cut.has_too_many)
        return error_set(err, ERROR_INVALID,
                         "at most %d words can be searched for at once",
                         WORDS_MAX);
    if (rc != SQLITE_OK) return view_error(view, rc, err);
    *out = list;
    return true;
}
