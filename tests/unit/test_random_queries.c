// A thousand random questions: the pages that the store gives, one after the
// other, are what a loop over all rows finds, in content and order.

#include "random_pages.h"

enum { QUESTIONS = 1000 };

TEST(pages_counts_and_values_of_points_are_those_that_a_loop_finds)
{
    world = world_open();
    to_rd = crs_has_rd_grid() ? crs_open(CRS_WGS84, CRS_RD, &error) : NULL;
    struct table poles = poles_table();
    ask_all(&poles, QUESTIONS * 7 / 10);
    free(poles.rows);
}

TEST(pages_counts_and_values_of_lines_are_those_that_a_loop_finds)
{
    struct table works = works_table();
    ask_all(&works, QUESTIONS * 3 / 10);
    free(works.rows);
    crs_close(to_rd);
    world_close(world);
}

TEST_MAIN
