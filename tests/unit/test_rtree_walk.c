#include "store/spatialite/rtree_walk.h"

#include <stdlib.h>

#include "test.h"

enum { NODES_MAX = 64, NODE_BYTES = 1228 };

// A tree packed by hand: node i of it at nodes[i].
struct tree {
    unsigned char nodes[NODES_MAX][NODE_BYTES];
    size_t node_count;
    int reads;
};

static void put_u16(unsigned char *at, unsigned value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
}

static void put_float(unsigned char *at, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 4; i++) at[i] = (unsigned char)(bits >> (24 - 8 * i));
}

static void add_cell(unsigned char *node, int64_t id, struct box box)
{
    unsigned count = (unsigned)(node[2] << 8 | node[3]);
    unsigned char *at = node + 4 + count * 24;
    for (int i = 0; i < 8; i++)
        at[i] = (unsigned char)((uint64_t)id >> (56 - 8 * i));
    put_float(at + 8, (float)box.min_x);
    put_float(at + 12, (float)box.max_x);
    put_float(at + 16, (float)box.min_y);
    put_float(at + 20, (float)box.max_y);
    put_u16(node + 2, count + 1);
}

static struct box box_of(double min_x, double min_y, double max_x, double max_y)
{
    return (struct box){ min_x, min_y, max_x, max_y };
}

// Features 1 … 40 at (fid, fid), ten in each of the leaves 2 … 5.
static struct tree *tree_of_forty(void)
{
    struct tree *tree = calloc(1, sizeof *tree);
    tree->node_count = 6;
    put_u16(tree->nodes[RTREE_ROOT], 1);
    for (int leaf = 0; leaf < 4; leaf++) {
        double low = leaf * 10 + 1, high = leaf * 10 + 10;
        add_cell(tree->nodes[RTREE_ROOT], leaf + 2,
                 box_of(low, low, high, high));
        for (int i = 1; i <= 10; i++) {
            double at = leaf * 10 + i;
            add_cell(tree->nodes[leaf + 2], (int64_t)at,
                     box_of(at, at, at, at));
        }
    }
    return tree;
}

static bool read_node(void *context, int64_t node, str *bytes,
                      struct error *err)
{
    struct tree *tree = context;
    tree->reads++;
    if (node < 1 || (size_t)node >= tree->node_count)
        return error_set(err, ERROR_CORRUPT, "no such node");
    *bytes = (str){ (const char *)tree->nodes[node], NODE_BYTES };
    return true;
}

struct fixture {
    struct arena *arena;
    struct tree *tree;
    struct rtree_walk walk;
};

static struct fixture begin(struct box box)
{
    struct fixture f = { .arena = arena_create(1 << 20),
                         .tree = tree_of_forty() };
    rtree_walk_init(&f.walk, f.arena, read_node, f.tree);
    f.walk.boxes[f.walk.box_count++] = box;
    return f;
}

static void end(struct fixture *f)
{
    arena_destroy(f->arena);
    free(f->tree);
}

TEST(a_walk_yields_the_fids_in_the_box_in_rising_order)
{
    struct fixture f = begin(box_of(7.5, 0, 22, 50));
    struct rtree_hit hit;
    int64_t wanted = 8;
    while (rtree_walk_next(&f.walk, &hit)) CHECK(hit.fid == wanted++);
    CHECK(wanted == 23);
    CHECK(!f.walk.failed && !f.walk.is_out_of_order);
    CHECK(f.tree->reads == 4);  // the root and the leaves 2, 3 and 4
    end(&f);
}

TEST(a_cell_inside_the_box_is_sure_and_one_on_two_sides_is_not)
{
    struct fixture f = begin(box_of(5, 5, 6.5, 6.5));
    struct rtree_hit hit;
    f.tree->nodes[2][3] = 5;  // five cells, and one that sticks out
    add_cell(f.tree->nodes[2], 6, box_of(6, 6, 7, 7));
    CHECK(rtree_walk_next(&f.walk, &hit) && hit.fid == 5 && hit.is_sure);
    CHECK(rtree_walk_next(&f.walk, &hit) && hit.fid == 6 && !hit.is_sure);
    CHECK(!rtree_walk_next(&f.walk, &hit));
    end(&f);
}

TEST(boxes_that_only_enclose_make_nothing_sure)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    struct rtree_hit hit;
    int hits = 0;
    f.walk.is_exact = false;
    while (rtree_walk_next(&f.walk, &hit)) {
        CHECK(!hit.is_sure);
        hits++;
    }
    CHECK(hits == 40);
    end(&f);
}

TEST(two_boxes_are_one_filter)
{
    struct fixture f = begin(box_of(1, 1, 2, 2));
    struct rtree_hit hit;
    static const int64_t wanted[] = { 1, 2, 39, 40 };
    size_t at = 0;
    f.walk.boxes[f.walk.box_count++] = box_of(39, 39, 60, 60);
    while (rtree_walk_next(&f.walk, &hit) && at < 4)
        CHECK(hit.fid == wanted[at++]);
    CHECK(at == 4);
    end(&f);
}

TEST(a_page_begins_behind_its_fid_without_reading_what_lies_before)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    struct rtree_hit hit;
    int64_t wanted = 36;
    f.walk.after_fid = 35;
    f.walk.path[0] = RTREE_ROOT;
    f.walk.path[1] = 5;
    f.walk.path_length = 2;
    while (rtree_walk_next(&f.walk, &hit)) CHECK(hit.fid == wanted++);
    CHECK(wanted == 41);
    CHECK(f.tree->reads == 2);
    end(&f);
}

TEST(a_page_without_a_path_still_begins_behind_its_fid)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    struct rtree_hit hit;
    f.walk.after_fid = 35;
    CHECK(rtree_walk_next(&f.walk, &hit) && hit.fid == 36);
    end(&f);
}

TEST(counting_takes_leaves_inside_the_box_whole)
{
    struct fixture f = begin(box_of(5.5, 0, 35.5, 50));
    struct rtree_hit hit;
    int64_t count = 0;
    int hits = 0;
    f.walk.takes_leaves_whole = true;
    while (rtree_walk_next(&f.walk, &hit)) {
        count += hit.count;
        hits++;
    }
    CHECK(count == 30);
    CHECK(hits == 5 + 2 + 5);  // leaves 3 and 4 at once
    end(&f);
}

TEST(fids_that_fall_end_the_walk_and_say_so)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    struct rtree_hit hit;
    int hits = 0;
    f.tree->nodes[3][4 + 7] = 3;  // fid 11 becomes 3
    while (rtree_walk_next(&f.walk, &hit)) hits++;
    CHECK(hits == 10);
    CHECK(f.walk.is_out_of_order && !f.walk.failed);
    end(&f);
}

TEST(a_walk_that_accepts_any_order_finds_everything)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    struct rtree_hit hit;
    int hits = 0;
    f.tree->nodes[3][4 + 7] = 3;
    f.walk.accepts_any_order = true;
    while (rtree_walk_next(&f.walk, &hit)) hits++;
    CHECK(hits == 40);
    end(&f);
}

static void check_corrupt(struct fixture *f)
{
    struct rtree_hit hit;
    while (rtree_walk_next(&f->walk, &hit)) continue;
    CHECK(f->walk.failed);
    CHECK(f->walk.error.code == ERROR_CORRUPT);
    end(f);
}

TEST(more_cells_than_bytes_is_corrupt)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    put_u16(f.tree->nodes[4] + 2, 52);
    check_corrupt(&f);
}

TEST(a_child_that_is_not_there_is_corrupt)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    f.tree->nodes[RTREE_ROOT][4 + 7] = 99;
    check_corrupt(&f);
}

TEST(a_tree_that_goes_round_in_circles_ends)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    put_u16(f.tree->nodes[RTREE_ROOT], 60000);
    check_corrupt(&f);
}

TEST(an_empty_root_has_no_hits)
{
    struct fixture f = begin(box_of(0, 0, 50, 50));
    struct rtree_hit hit;
    memset(f.tree->nodes[RTREE_ROOT], 0, NODE_BYTES);
    CHECK(!rtree_walk_next(&f.walk, &hit));
    CHECK(!f.walk.failed && !f.walk.is_out_of_order);
    end(&f);
}

TEST_MAIN
