// Two tables of SQLite's full-text search (FTS5).
//
// `<table>_words` says in which rows a word occurs, and where, so that words in
// a row are found; not the text. It has a column for each text field, so that
// what follows one another does so in one field. Letters are folded: case and
// diacritics aside.
// Beginnings of two and three letters have an index of their own, because they
// are what people type first and what holds most rows.
//
// `<table>_terms` holds the different words themselves, by the groups of three
// letters in them, to find those that a mistyped word may have meant. Words
// with digits are not mistyped but wrong; short ones are like too many others.

#include "store/spatialite/words_build.h"

#include "store/spatialite/schema.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/view.h"
#include "store/spatialite/words.h"

enum { WORDS_SQL_MAX = 256 * 1024 };

bool words_has_field(const struct collection *collection,
                     const struct field *field)
{
    switch (field->role) {
    case FIELD_BUURTCODE:
    case FIELD_WIJKCODE:
    case FIELD_GEMEENTECODE:
        if (table_has_area(collection)) return false;
        break;
    case FIELD_PLAIN:
    case FIELD_ID:
    case FIELD_AREA_NAME:
    case FIELD_TIME_START:
    case FIELD_TIME_END: break;
    }
    return field->type == VALUE_TEXT;
}

bool words_has_tables(const struct collection *collection)
{
    for (size_t i = 0; i < collection->schema.count; i++)
        if (words_has_field(collection, &collection->schema.fields[i]))
            return true;
    return false;
}

// What each text field adds to a list: its number, or its column.
static void add_fields(struct buf *sql, const struct collection *c,
                       bool as_numbers)
{
    for (size_t i = 0; i < c->schema.count; i++) {
        const struct field *field = &c->schema.fields[i];
        if (!words_has_field(c, field)) continue;
        if (as_numbers)
            buf_addf(sql, "c%zu, ", i);
        else
            sql_name(sql, field->column);
        if (!as_numbers) buf_add_str(sql, STR(", "));
    }
}

static bool create_words(sqlite3 *db, struct arena *arena,
                         const struct collection *c, str words,
                         struct error *err)
{
    struct buf sql;
    str text;
    buf_init(&sql, arena, WORDS_SQL_MAX);
    buf_add_str(&sql, STR("CREATE VIRTUAL TABLE "));
    sql_name(&sql, words);
    buf_add_str(&sql, STR(" USING fts5("));
    add_fields(&sql, c, true);
    buf_add_str(&sql, STR("content='', columnsize=0, prefix='2 3',"
                          " tokenize='" WORDS_TOKENIZER "')"));
    buf_add_char(&sql, '\0');
    return buf_finish(&sql, &text, err) && sql_run(db, err, "%s", text.bytes);
}

static bool fill_words(sqlite3 *db, struct arena *arena,
                       const struct collection *c, str table, str words,
                       struct error *err)
{
    struct buf sql;
    str text;
    buf_init(&sql, arena, WORDS_SQL_MAX);
    buf_add_str(&sql, STR("INSERT INTO "));
    sql_name(&sql, words);
    buf_add_str(&sql, STR("("));
    add_fields(&sql, c, true);
    buf_add_str(&sql, STR("rowid) SELECT "));
    add_fields(&sql, c, false);
    buf_add_str(&sql, STR("fid FROM "));
    sql_name(&sql, schema_table(arena, table, PART_DATA, STAGE_NEXT));
    buf_add_char(&sql, '\0');
    return buf_finish(&sql, &text, err) && sql_run(db, err, "%s", text.bytes);
}

// The words that occur most, should there be too many.
static bool fill_terms(sqlite3 *db, str words, str terms, struct error *err)
{
    return sql_run(db, err,
                   "CREATE VIRTUAL TABLE temp.buurt_vocabulary"
                   " USING fts5vocab(main, \"%w\", row);"
                   "INSERT INTO \"%w\"(term) SELECT term"
                   " FROM temp.buurt_vocabulary"
                   " WHERE length(term) BETWEEN %d AND %d"
                   " AND term NOT GLOB '*[0-9]*'"
                   " ORDER BY doc DESC, term LIMIT %d;"
                   "DROP TABLE temp.buurt_vocabulary",
                   words.bytes, terms.bytes, WORDS_TYPO_MIN, WORDS_TYPO_MAX,
                   WORDS_TERMS_MAX);
}

static bool name_tables(struct arena *arena, const struct collection *c,
                        str *words, str *terms, struct error *err)
{
    str table = table_name(arena, c);
    *words = schema_table(arena, table, PART_WORDS, STAGE_NEXT);
    *terms = schema_table(arena, table, PART_TERMS, STAGE_NEXT);
    return (words->bytes && terms->bytes) ||
           error_set(err, ERROR_NO_MEMORY, "no room for a table name");
}

bool words_create(sqlite3 *db, struct arena *arena, const struct collection *c,
                  struct error *err)
{
    str words, terms;
    return name_tables(arena, c, &words, &terms, err) &&
           create_words(db, arena, c, words, err) &&
           sql_run(db, err,
                   "CREATE VIRTUAL TABLE \"%w\" USING fts5(term, detail=none,"
                   " columnsize=0, tokenize='trigram')",
                   terms.bytes);
}

bool words_fill(sqlite3 *db, struct arena *arena, const struct collection *c,
                struct error *err)
{
    str words, terms;
    return name_tables(arena, c, &words, &terms, err) &&
           fill_words(db, arena, c, table_name(arena, c), words, err) &&
           fill_terms(db, words, terms, err);
}
