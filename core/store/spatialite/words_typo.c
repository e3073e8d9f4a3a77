#include "store/spatialite/words_typo.h"

enum { LETTERS_MAX = 64, LONG_WORD = 8 };

// ---- distance

// The first LETTERS_MAX letters; -1 when the text has more, or is not UTF-8.
static int read_letters(str text, uint32_t letters[LETTERS_MAX], bool is_cut)
{
    int count = 0;
    while (text.len > 0) {
        size_t len = str_utf8_len(text);
        if (len == 0 || count == LETTERS_MAX) return len && is_cut ? count : -1;
        uint32_t letter = 0;
        for (size_t i = 0; i < len; i++)
            letter = letter << 8 | (unsigned char)text.bytes[i];
        letters[count++] = letter;
        text = str_slice(text, len, text.len);
    }
    return count;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

// Optimal string alignment, one row of the table for each letter of the term;
// the least of all last cells is the distance to some beginning of it.
int words_typo_distance(str word, str term, int most)
{
    uint32_t w[LETTERS_MAX], t[LETTERS_MAX];
    int rows[3][LETTERS_MAX + 1];
    int w_count = read_letters(word, w, false);
    int t_count = read_letters(term, t, true);
    if (w_count < 0 || t_count < 0 || t_count < w_count - most) return most + 1;
    for (int j = 0; j <= w_count; j++) rows[0][j] = j;
    int best = rows[0][w_count];
    t_count = least(t_count, w_count + most);
    for (int i = 1; i <= t_count; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3];
        const int *before = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= w_count; j++) {
            int cost = above[j - 1] + (t[i - 1] != w[j - 1]);
            cost = least(cost, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && t[i - 1] == w[j - 2] && t[i - 2] == w[j - 1])
                cost = least(cost, before[j - 2] + 1);
            row[j] = cost;
        }
        best = least(best, row[w_count]);
    }
    return least(best, most + 1);
}

// ---- candidates

static size_t letter_count(str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
    return count;
}

// Any three letters in a row: "abc" OR "bcd" … Words hold no quotes.
static bool write_question(struct arena *arena, str word, str *out,
                           struct error *err)
{
    struct buf buf;
    bool is_first = true;
    buf_init(&buf, arena, 64 * 1024);
    for (str rest = word; letter_count(rest) >= 3;
         rest = str_slice(rest, str_utf8_len(rest), rest.len)) {
        str part = rest;
        size_t len = 0;
        for (int i = 0; i < 3; i++) {
            size_t letter = str_utf8_len(part);
            len += letter;
            part = str_slice(part, letter, part.len);
            if (letter == 0) return error_set(err, ERROR_INVALID, "not UTF-8");
        }
        buf_add_str(&buf, is_first ? STR("\"") : STR(" OR \""));
        buf_add_str(&buf, str_slice(rest, 0, len));
        buf_add_char(&buf, '"');
        is_first = false;
    }
    return buf_finish(&buf, out, err);
}

struct found {
    struct meant meant;
    int distances[WORDS_MEANT_MAX];
};

// Nearest first, then as they come.
static bool keep(struct found *found, struct arena *arena, str term,
                 int distance)
{
    size_t *count = &found->meant.count;
    size_t at = *count;
    while (at > 0 && found->distances[at - 1] > distance) at--;
    if (at == WORDS_MEANT_MAX) return true;
    str copy = arena_copy(arena, term);
    if (!copy.bytes) return false;
    if (*count < WORDS_MEANT_MAX) ++*count;
    for (size_t i = *count - 1; i > at; i--) {
        found->meant.words[i] = found->meant.words[i - 1];
        found->distances[i] = found->distances[i - 1];
    }
    found->meant.words[at] = copy;
    found->distances[at] = distance;
    return true;
}

static bool choose(struct view *view, struct arena *arena, sqlite3_stmt *row,
                   str word, struct found *found, struct error *err)
{
    int most = letter_count(word) < LONG_WORD ? 1 : 2;
    int rc;
    while ((rc = sqlite3_step(row)) == SQLITE_ROW) {
        str term = column_str(row, 0);
        int distance = words_typo_distance(word, term, most);
        if (distance <= most && !keep(found, arena, term, distance))
            return error_set(err, ERROR_NO_MEMORY, "no room for words");
    }
    return rc == SQLITE_DONE || view_error(view, rc, err);
}

bool words_typo_find(struct view *view, struct arena *arena, str terms,
                     str word, struct meant *out, struct error *err)
{
    struct buf sql;
    str text, question;
    struct found found = { .meant.count = 0 };
    *out = found.meant;
    size_t letters = letter_count(word);
    if (letters < WORDS_TYPO_MIN || letters > WORDS_TYPO_MAX) return true;
    if (!write_question(arena, word, &question, err)) return false;
    buf_init(&sql, arena, 4096);
    buf_add_str(&sql, STR("SELECT term FROM "));
    sql_name(&sql, terms);
    buf_add_str(&sql, STR(" WHERE "));
    sql_name(&sql, terms);
    buf_add_str(&sql, STR(" MATCH ? ORDER BY rowid"));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return false;
    sqlite3_stmt *row = view_prepare(view, text.bytes, err);
    if (!row) return false;
    sqlite3_bind_text64(row, 1, question.bytes, question.len, SQLITE_STATIC,
                        SQLITE_UTF8);
    bool ok = choose(view, arena, row, word, &found, err);
    view_done(view, row);
    if (ok) *out = found.meant;
    return ok;
}
