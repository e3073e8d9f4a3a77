#include "importers/period.h"
#include "test.h"

struct period_case {
    const char *text, *format;
    enum period kind;  // PERIOD_NONE: refused
    const char *date;
};

TEST(periods_are_read_in_every_format)
{
    static const struct period_case cases[] = {
        { "2023JJ00", "cbs", PERIOD_YEAR, "2023-01-01" },
        { "2023KW01", "cbs", PERIOD_QUARTER, "2023-01-01" },
        { "2023KW04", "cbs", PERIOD_QUARTER, "2023-10-01" },
        { " 2023MM12 ", "cbs", PERIOD_MONTH, "2023-12-01" },
        { "2023KW05", "cbs", PERIOD_NONE, "" },
        { "2023KW00", "cbs", PERIOD_NONE, "" },
        { "2023MM13", "cbs", PERIOD_NONE, "" },
        { "2023MM00", "cbs", PERIOD_NONE, "" },
        { "2023JJ01", "cbs", PERIOD_NONE, "" },
        { "2023", "cbs", PERIOD_NONE, "" },
        { "2023XX01", "cbs", PERIOD_NONE, "" },
        { "2023", "year", PERIOD_YEAR, "2023-01-01" },
        { "0000", "year", PERIOD_NONE, "" },
        { "23", "year", PERIOD_NONE, "" },
        { "2023-04", "month", PERIOD_MONTH, "2023-04-01" },
        { "202304", "month", PERIOD_MONTH, "2023-04-01" },
        { "2023-4", "month", PERIOD_NONE, "" },
        { "2023-13", "month", PERIOD_NONE, "" },
        { "2023/04", "month", PERIOD_NONE, "" },
        { "2024-02-29", "date", PERIOD_DAY, "2024-02-29" },
        { "2023-02-29", "date", PERIOD_NONE, "" },
        { "29-02-2024", "date", PERIOD_NONE, "" },
        { "", "cbs", PERIOD_NONE, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct period_case *c = &cases[i];
        struct period_start start = { 0 };
        bool ok = period_read(str_from(c->text), str_from(c->format), &start);
        CHECK(ok == (c->kind != PERIOD_NONE));
        CHECK(start.kind == c->kind);
        CHECK_STR(str_from(start.date), str_from(c->date));
    }
}

TEST(column_names_hold_periods)
{
    static const struct {
        const char *pattern, *name;
        enum period kind;
        const char *date;
    } cases[] = {
        { "misdrijven_{YYYY}", "misdrijven_2023", PERIOD_YEAR, "2023-01-01" },
        { "{YYYY}", "1996", PERIOD_YEAR, "1996-01-01" },
        { "{YYYY}-{MM}", "2023-07", PERIOD_MONTH, "2023-07-01" },
        { "m{MM}_{YYYY}x", "m07_2023x", PERIOD_MONTH, "2023-07-01" },
        { "{YYYY}{MM}{DD}", "20230731", PERIOD_DAY, "2023-07-31" },
        { "misdrijven_{YYYY}", "misdrijven_23", PERIOD_NONE, "" },
        { "misdrijven_{YYYY}", "misdrijven_2023b", PERIOD_NONE, "" },
        { "misdrijven_{YYYY}", "misdrijven_", PERIOD_NONE, "" },
        { "misdrijven_{YYYY}", "Misdrijven_2023", PERIOD_NONE, "" },
        { "{YYYY}-{MM}", "2023-13", PERIOD_NONE, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct period_start start = { 0 };
        bool ok = period_match(str_from(cases[i].pattern),
                               str_from(cases[i].name), &start);
        CHECK(ok == (cases[i].kind != PERIOD_NONE));
        CHECK(start.kind == cases[i].kind);
        CHECK_STR(str_from(start.date), str_from(cases[i].date));
    }
}

TEST_MAIN
