#include "store/spatialite/spool.h"

#include <stdlib.h>

#include "store/spatialite/counts.h"
#include "test.h"

enum { ROWS = 20000, TEXT_MAX = 400 };

static size_t text_len(size_t i)
{
    return i * 7919 % TEXT_MAX;
}

static bool add(struct spool *spool, size_t i, uint64_t *offset)
{
    static char text[TEXT_MAX];
    struct error err = { 0 };
    for (size_t k = 0; k < text_len(i); k++) text[k] = (char)(i + k);
    struct value values[] = {
        { .type = VALUE_INT, .integer = (int64_t)i },
        { .type = VALUE_TEXT, .text = { text, text_len(i) } },
        { .type = VALUE_NULL },
    };
    struct spool_row row = { .row_number = i + 2,
                             .row_id = -(int64_t)i,
                             .area = (int32_t)(i % 100),
                             .geom = { text, text_len(i) / 2 } };
    bool ok = spool_add(spool, &row, values, offset, &err);
    if (!ok) fprintf(stderr, "%s\n", err.message);
    return ok;
}

static bool is_back(struct spool *spool, size_t i, uint64_t offset)
{
    struct spool_row row;
    struct value values[3];
    struct error err = { 0 };
    if (!spool_read(spool, offset, &row, values, &err)) return false;
    bool ok = row.row_number == i + 2 && row.row_id == -(int64_t)i &&
              row.area == (int32_t)(i % 100) && row.stored.len == 0 &&
              row.geom.len == text_len(i) / 2 && values[0].type == VALUE_INT &&
              values[0].integer == (int64_t)i && values[1].type == VALUE_TEXT &&
              values[1].text.len == text_len(i) && values[2].type == VALUE_NULL;
    for (size_t k = 0; ok && k < text_len(i); k++)
        ok = values[1].text.bytes[k] == (char)(i + k) &&
             (k >= row.geom.len || row.geom.bytes[k] == (char)(i + k));
    return ok;
}

// Some of the rows so far, in no order.
static size_t count_back(struct spool *spool, const uint64_t *offsets,
                         size_t count)
{
    size_t good = 0;
    for (size_t i = 0; i < count; i++) {
        size_t which = i * 104729 % count;
        spool_expect(spool, offsets[which]);
        good += is_back(spool, which, offsets[which]);
    }
    return good;
}

static void try_all(size_t kept_max)
{
    struct error err = { 0 };
    uint64_t *offsets = calloc(ROWS, sizeof *offsets);
    struct spool *spool = spool_open("./spool.sqlite", 3, kept_max, &err);
    CHECK(offsets && spool);
    for (size_t i = 0; i < ROWS; i++) {
        CHECK(add(spool, i, &offsets[i]));
        if (i == ROWS / 2)
            CHECK(count_back(spool, offsets, ROWS / 2) == ROWS / 2);
    }
    CHECK(spool_seal(spool, &err));
    CHECK(count_back(spool, offsets, ROWS) == ROWS);
    spool_close(spool);
    free(offsets);
}

TEST(rows_that_fit_memory_come_back)
{
    try_all(64 << 20);
}

TEST(rows_of_which_some_went_to_a_file_come_back)
{
    try_all(3 << 20);
}

TEST(rows_that_all_went_to_a_file_come_back)
{
    try_all(0);
}

TEST(a_spool_without_rows_can_be_sealed)
{
    struct error err = { 0 };
    struct spool *spool = spool_open("./spool.sqlite", 3, 0, &err);
    CHECK(spool && spool_seal(spool, &err));
    spool_close(spool);
}

TEST(a_folder_that_is_not_there_is_named)
{
    struct error err = { 0 };
    CHECK(!spool_open("./nowhere/spool.sqlite", 3, 0, &err));
    CHECK(err.code == ERROR_IO && strstr(err.message, "temporary file"));
}

TEST_MAIN
