#include "store/spatialite/words.h"

#include "store/spatialite/schema.h"
#include "store/spatialite/words_build.h"
#include "store/spatialite/words_cut.h"
#include "store/spatialite/words_typo.h"

enum { QUESTION_MAX = 256 * 1024 };

struct search {
    struct view *view;
    struct arena *arena;
    str table;  // the collection's
    struct word_list list;
    struct fid_set *set;
};

// Whether there is a table of words that knows where they stand.
static bool has_table(struct search *search, bool *has, struct error *err)
{
    str name =
        schema_table(search->arena, search->table, PART_WORDS, STAGE_PUBLISHED);
    sqlite3_stmt *row =
        view_prepare(search->view,
                     "SELECT 1 FROM sqlite_master WHERE name = ?"
                     " AND sql NOT LIKE '%detail=none%'",
                     err);
    if (!row) return false;
    sqlite3_bind_text64(row, 1, name.bytes, name.len, SQLITE_STATIC,
                        SQLITE_UTF8);
    int rc = sqlite3_step(row);
    *has = rc == SQLITE_ROW;
    view_done(search->view, row);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ||
           view_error(search->view, rc, err);
}

static bool run(struct search *search, str question, struct error *err)
{
    struct buf sql;
    str text;
    str words =
        schema_table(search->arena, search->table, PART_WORDS, STAGE_PUBLISHED);
    buf_init(&sql, search->arena, 4096);
    buf_add_str(&sql, STR("SELECT rowid FROM "));
    sql_name(&sql, words);
    buf_add_str(&sql, STR(" WHERE "));
    sql_name(&sql, words);
    buf_add_str(&sql, STR(" MATCH ?"));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return false;
    sqlite3_stmt *row = view_prepare(search->view, text.bytes, err);
    if (!row) return false;
    sqlite3_bind_text64(row, 1, question.bytes, question.len, SQLITE_STATIC,
                        SQLITE_UTF8);
    int rc;
    while ((rc = sqlite3_step(row)) == SQLITE_ROW)
        fid_set_add(search->set, sqlite3_column_int64(row, 0));
    bool ok = rc == SQLITE_DONE || view_error(search->view, rc, err);
    view_done(search->view, row);
    return ok;
}

// Words are letters and digits, so quoting them needs no escapes.
static void add_word(struct buf *question, str word, bool is_beginning)
{
    buf_add_char(question, '"');
    buf_add_str(question, word);
    buf_add_str(question, is_beginning ? STR("\"*") : STR("\""));
}

static bool ends_term(const struct word_list *list, size_t i)
{
    return i + 1 == list->count || list->begins[i + 1];
}

// What stands before the word: alternatives are in brackets.
static void add_joint(struct buf *question, const struct word_list *list,
                      size_t i, str between)
{
    if (!list->begins[i])
        buf_add_str(question, between);
    else
        buf_add_str(question, i > 0 ? STR(" OR (") : STR("("));
}

// Each term as it stands: its words after one another in one field, the last
// perhaps longer.
static bool find_terms(struct search *search, struct error *err)
{
    struct buf question;
    str text;
    const struct word_list *list = &search->list;
    buf_init(&question, search->arena, QUESTION_MAX);
    for (size_t i = 0; i < list->count; i++) {
        add_joint(&question, list, i, STR(" + "));
        add_word(&question, list->words[i], ends_term(list, i));
        if (ends_term(list, i)) buf_add_char(&question, ')');
    }
    return buf_finish(&question, &text, err) && run(search, text, err);
}

// The words of each term anywhere in the row.
static bool find_scattered(struct search *search, struct error *err)
{
    struct buf question;
    str text;
    bool has_any = false;
    const struct word_list *list = &search->list;
    buf_init(&question, search->arena, QUESTION_MAX);
    for (size_t i = 0; i < list->count; i++) {
        add_joint(&question, list, i, STR(" AND "));
        add_word(&question, list->words[i], true);
        if (ends_term(list, i)) buf_add_char(&question, ')');
        has_any |= !list->begins[i];
    }
    return !has_any ||
           (buf_finish(&question, &text, err) && run(search, text, err));
}

static bool find_meant(struct search *search, struct error *err)
{
    struct buf question;
    str text;
    bool has_any = false;
    const struct word_list *list = &search->list;
    str terms =
        schema_table(search->arena, search->table, PART_TERMS, STAGE_PUBLISHED);
    buf_init(&question, search->arena, QUESTION_MAX);
    for (size_t i = 0; i < list->count; i++) {
        struct meant meant;
        str word = list->words[i];
        if (!words_typo_find(search->view, search->arena, terms, word, &meant,
                             err))
            return false;
        add_joint(&question, list, i, STR(" AND "));
        buf_add_char(&question, '(');
        add_word(&question, word, true);
        for (size_t j = 0; j < meant.count; j++) {
            buf_add_str(&question, STR(" OR "));
            add_word(&question, meant.words[j], false);
        }
        buf_add_str(&question, ends_term(list, i) ? STR("))") : STR(")"));
        has_any |= meant.count > 0;
    }
    if (!buf_finish(&question, &text, err)) return false;
    return !has_any || run(search, text, err);
}

bool words_find(struct view *view, struct arena *arena,
                const struct selection *selection, struct fid_set *set,
                struct error *err)
{
    const struct collection *collection = selection->collection;
    struct search search = { .view = view,
                             .arena = arena,
                             .table = table_name(arena, collection),
                             .set = set };
    bool has = false;
    if (!words_cut(view, arena, selection->words, &search.list, err))
        return false;
    if (search.list.count == 0)
        return error_set(err, ERROR_INVALID,
                         "there is no word to look for; words are of letters "
                         "and digits");
    if (!search.table.bytes ||
        !fid_set_init(set, arena, collection->feature_count))
        return error_set(err, ERROR_NO_MEMORY, "no room for words");
    if (!words_has_tables(collection)) return true;
    if (!has_table(&search, &has, err)) return false;
    if (!has)
        return error_set(err, ERROR_UNSUPPORTED,
                         "%.*s was imported before words could be searched; "
                         "import it again",
                         STR_ARG(collection->id));
    if (!find_terms(&search, err)) return false;
    if (set->count == 0 && !find_scattered(&search, err)) return false;
    return set->count > 0 || find_meant(&search, err);
}
