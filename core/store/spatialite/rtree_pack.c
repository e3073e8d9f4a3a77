#include "store/spatialite/rtree_pack.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
// numbers alone. Counting parents and, inside each, children is nearly twice as
// fast as counting children.
static bool write_parents(struct rtree_pack *pack, const char *table,
                          const char *columns, int64_t first, size_t count,
                          int64_t first_parent, struct error *err)
{
    size_t parents = (count + RTREE_CELLS_MAX - 1) / RTREE_CELLS_MAX;
    return sql_run(pack->db, err,
                   "WITH RECURSIVE parent(p) AS (SELECT 0 UNION ALL"
                   " SELECT p + 1 FROM parent WHERE p + 1 < %lld),"
                   " child(c) AS MATERIALIZED (SELECT 0 UNION ALL"
                   " SELECT c + 1 FROM child WHERE c + 1 < %d)"
                   " INSERT INTO \"%w_%s\"(%s) SELECT %lld + p * %d + c,"
                   " %lld + p FROM parent CROSS JOIN child LIMIT %lld",
                   (long long)parents, RTREE_CELLS_MAX, pack->table, table,
                   columns, (long long)first, RTREE_CELLS_MAX,
                   (long long)first_parent, (long long)count);
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
    if (!write_parents(pack, "rowid", "rowid, nodeno", 1, pack->row_count,
                       pack->first_nodes[0], err))
        return false;
    for (size_t level = 0; level + 1 < pack->level_count; level++)
        if (!write_parents(pack, "parent", "nodeno, parentnode",
                           pack->first_nodes[level], pack->node_counts[level],
                           pack->first_nodes[level + 1], err))
            return false;
    return true;
}
