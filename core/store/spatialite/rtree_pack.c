#include "store/spatialite/rtree_pack.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/spatialite/row_feed.h"
#include "store/spatialite/sql.h"

enum { LEVELS_MAX = 12 };  // 51^12 rows are more than a table can hold

// As a cell has it: min x, max x, min y, max y.
struct float_box {
    float sides[4];
};

struct node {
    unsigned char bytes[RTREE_NODE_BYTES];
    size_t cell_count;
    struct float_box box;
};

struct rtree_pack {
    sqlite3 *db;
    char *table;
    size_t row_count;
    size_t level_count;
    size_t node_counts[LEVELS_MAX];  // level 0 has the leaves
    int64_t first_nodes[LEVELS_MAX];
    sqlite3_stmt *insert;
    struct node node;         // the one that is being filled
    size_t added;             // children added to the level at hand
    struct float_box *boxes;  // of the nodes of the level at hand
    size_t box_count;
};

// Levels are numbered from the root down, so that leaves, the many, come last
// and stand in the table in their own order. Only the root must have a fixed
// number.
static void number_nodes(struct rtree_pack *pack)
{
    size_t children = pack->row_count;
    do {
        children = (children + RTREE_CELLS_MAX - 1) / RTREE_CELLS_MAX;
        pack->node_counts[pack->level_count++] = children ? children : 1;
    } while (children > 1);
    int64_t next = 1;
    for (size_t level = pack->level_count; level-- > 0;) {
        pack->first_nodes[level] = next;
        next += (int64_t)pack->node_counts[level];
    }
}

struct rtree_pack *rtree_pack_open(sqlite3 *db, const char *table,
                                   size_t row_count, struct error *err)
{
    struct rtree_pack *pack = calloc(1, sizeof *pack);
    if (!pack) goto no_memory;
    pack->db = db;
    pack->row_count = row_count;
    number_nodes(pack);
    pack->table = strdup(table);
    pack->boxes = calloc(pack->node_counts[0], sizeof *pack->boxes);
    if (!pack->table || !pack->boxes) goto no_memory;
    // The empty tree has a root already.
    pack->insert = sql_prepare(
        db, err, "INSERT OR REPLACE INTO \"%w_node\" VALUES (?,?)", table);
    if (pack->insert) return pack;
    rtree_pack_close(pack);
    return NULL;
no_memory:
    error_set(err, ERROR_NO_MEMORY, "no room for a spatial index");
    rtree_pack_close(pack);
    return NULL;
}

void rtree_pack_close(struct rtree_pack *pack)
{
    if (!pack) return;
    sqlite3_finalize(pack->insert);
    free(pack->table);
    free(pack->boxes);
    free(pack);
}

float rtree_below(double value)
{
    float f = (float)value;
    return (double)f > value ? nextafterf(f, -INFINITY) : f;
}

float rtree_above(double value)
{
    float f = (float)value;
    return (double)f < value ? nextafterf(f, INFINITY) : f;
}

static void put_cell(struct node *node, int64_t child, struct float_box box)
{
    unsigned char *to = node->bytes + 4 + node->cell_count * RTREE_CELL_BYTES;
    uint64_t number = htobe64((uint64_t)child);
    memcpy(to, &number, sizeof number);
    for (size_t i = 0; i < 4; i++) {
        uint32_t bits;
        memcpy(&bits, &box.sides[i], sizeof bits);
        bits = htobe32(bits);
        memcpy(to + 8 + 4 * i, &bits, sizeof bits);
    }
    struct float_box *all = &node->box;
    if (node->cell_count++ == 0) *all = box;
    for (size_t i = 0; i < 4; i += 2) {
        all->sides[i] = fminf(all->sides[i], box.sides[i]);
        all->sides[i + 1] = fmaxf(all->sides[i + 1], box.sides[i + 1]);
    }
}

// Writes the node at hand, of `level`, and starts the next.
static bool write_node(struct rtree_pack *pack, size_t level, struct error *err)
{
    struct node *node = &pack->node;
    int64_t number = pack->first_nodes[level] + (int64_t)pack->box_count;
    uint16_t depth =
        htobe16(number == 1 ? (uint16_t)(pack->level_count - 1) : 0);
    uint16_t cells = htobe16((uint16_t)node->cell_count);
    memcpy(node->bytes, &depth, sizeof depth);
    memcpy(node->bytes + 2, &cells, sizeof cells);
    sqlite3_bind_int64(pack->insert, 1, number);
    sqlite3_bind_blob(pack->insert, 2, node->bytes, sizeof node->bytes,
                      SQLITE_STATIC);
    pack->boxes[pack->box_count++] = node->box;
    if (!sql_step(pack->db, pack->insert, err)) return false;
    *node = (struct node){ 0 };
    return true;
}

// Adds a child to the level at hand; its node is written when it is full or
// the level has had all its children.
static bool add_child(struct rtree_pack *pack, size_t level, int64_t child,
                      struct float_box box, struct error *err)
{
    put_cell(&pack->node, child, box);
    pack->added++;
    if (pack->node.cell_count < RTREE_CELLS_MAX) return true;
    return write_node(pack, level, err);
}

bool rtree_pack_add(struct rtree_pack *pack, struct box box, struct error *err)
{
    struct float_box rounded = {
        { rtree_below(box.min_x), rtree_above(box.max_x),
          rtree_below(box.min_y), rtree_above(box.max_y) }
    };
    return add_child(pack, 0, (int64_t)pack->added + 1, rounded, err);
}

// The boxes of the level below are read and those of this one written in the
// same array: a node is written only after its children have been read.
static bool write_level(struct rtree_pack *pack, size_t level,
                        struct error *err)
{
    size_t children = pack->node_counts[level - 1];
    pack->added = 0;
    pack->box_count = 0;
    for (size_t i = 0; i < children; i++)
        if (!add_child(pack, level, pack->first_nodes[level - 1] + (int64_t)i,
                       pack->boxes[i], err))
            return false;
    return pack->node.cell_count == 0 || write_node(pack, level, err);
}

// Rows and nodes are numbered without gaps, so their parents follow from the
// numbers alone.
struct parents {
    int64_t first, count, first_parent;
    int64_t next;  // from 0
};

static bool next_child(void *context, bool *is_over, struct error *err)
{
    (void)err;
    struct parents *parents = context;
    *is_over = ++parents->next == parents->count;
    return true;
}

static void put_parent(void *context, int column, sqlite3_context *result)
{
    const struct parents *parents = context;
    sqlite3_result_int64(result, column ? parents->first_parent +
                                              parents->next / RTREE_CELLS_MAX
                                        : parents->first + parents->next);
}

static bool write_parents(struct rtree_pack *pack, struct parents parents,
                          const char *insert, struct error *err)
{
    struct row_feed feed = { .column_count = 2,
                             .next = next_child,
                             .put = put_parent,
                             .context = &parents };
    parents.next = -1;
    if (!row_feed_open(pack->db, &feed, err)) return false;
    sqlite3_stmt *statement = sql_prepare(pack->db, err, insert, pack->table);
    bool ok = statement && row_feed_run(pack->db, statement, &feed, err);
    sqlite3_finalize(statement);
    row_feed_close(pack->db);
    return ok;
}

// The numbers of rows, 1, 2, …, follow by themselves.
static bool write_row_parents(struct rtree_pack *pack, struct error *err)
{
    struct parents parents = { 1, (int64_t)pack->row_count,
                               pack->first_nodes[0], 0 };
    return write_parents(pack, parents,
                         "INSERT INTO \"%w_rowid\"(nodeno)"
                         " SELECT c1 FROM " ROW_FEED_TABLE,
                         err);
}

static bool write_node_parents(struct rtree_pack *pack, size_t level,
                               struct error *err)
{
    struct parents parents = { pack->first_nodes[level],
                               (int64_t)pack->node_counts[level],
                               pack->first_nodes[level + 1], 0 };
    return write_parents(pack, parents,
                         "INSERT INTO \"%w_parent\"(nodeno, parentnode)"
                         " SELECT c0, c1 FROM " ROW_FEED_TABLE,
                         err);
}

bool rtree_pack_finish(struct rtree_pack *pack, struct error *err)
{
    if (pack->added != pack->row_count)
        return error_set(err, ERROR_INTERNAL, "%zu boxes of %zu for an index",
                         pack->added, pack->row_count);
    if (pack->row_count == 0) return true;
    if (pack->node.cell_count && !write_node(pack, 0, err)) return false;
    for (size_t level = 1; level < pack->level_count; level++)
        if (!write_level(pack, level, err)) return false;
    if (!write_row_parents(pack, err)) return false;
    for (size_t level = 0; level + 1 < pack->level_count; level++)
        if (!write_node_parents(pack, level, err)) return false;
    return true;
}
