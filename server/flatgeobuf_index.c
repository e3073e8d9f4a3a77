#include "server/flatgeobuf_index.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "server/flatgeobuf.h"

enum { BLOCK_NODES = 4096, LEVELS_MAX = 18 };

// As it stands in the file, in the order of bytes of this machine.
struct node {
    struct box box;
    uint64_t offset;  // of a feature; or the number of the first child
};

struct block {
    struct block *next;
    struct node nodes[BLOCK_NODES];
};

struct flatgeobuf_index {
    struct block *first, *last;  // the features
    size_t count;
    struct node *above;  // all levels above them, the root first
    size_t above_count;
    size_t written;             // nodes
    const struct block *block;  // that holds the next feature to write
};

struct flatgeobuf_index *flatgeobuf_index_create(void)
{
    return calloc(1, sizeof(struct flatgeobuf_index));
}

void flatgeobuf_index_destroy(struct flatgeobuf_index *index)
{
    if (!index) return;
    while (index->first) {
        struct block *block = index->first;
        index->first = block->next;
        free(block);
    }
    free(index->above);
    free(index);
}

bool flatgeobuf_index_add(struct flatgeobuf_index *index, struct box box,
                          uint64_t offset)
{
    size_t at = index->count % BLOCK_NODES;
    if (at == 0) {
        struct block *block = malloc(sizeof *block);
        if (!block) return false;
        block->next = NULL;
        if (index->last)
            index->last->next = block;
        else
            index->first = block;
        index->last = block;
    }
    index->last->nodes[at] = (struct node){ box, offset };
    index->count++;
    return true;
}

// The number of nodes of each level above the features.
static size_t count_levels(size_t count, size_t *levels)
{
    size_t level_count = 0;
    do {
        count = (count + FLATGEOBUF_NODE_ITEMS - 1) / FLATGEOBUF_NODE_ITEMS;
        levels[level_count++] = count;
    } while (count > 1);
    return level_count;
}

// A node above is as large as its children, which are numbered from `child`.
static void join(struct node *parent, const struct node *node, size_t child)
{
    if (child % FLATGEOBUF_NODE_ITEMS == 0)
        parent->box = node->box;
    else
        parent->box = box_join(parent->box, node->box);
}

static void join_features(struct flatgeobuf_index *index, struct node *level)
{
    size_t child = 0;
    for (struct block *block = index->first; block; block = block->next)
        for (size_t i = 0; i < BLOCK_NODES && child < index->count; i++) {
            join(&level[child / FLATGEOBUF_NODE_ITEMS], &block->nodes[i],
                 child);
            child++;
        }
}

static void number_children(struct node *level, size_t count,
                            size_t first_child)
{
    for (size_t i = 0; i < count; i++)
        level[i].offset = first_child + i * FLATGEOBUF_NODE_ITEMS;
}

bool flatgeobuf_index_finish(struct flatgeobuf_index *index)
{
    size_t levels[LEVELS_MAX];
    size_t level_count = count_levels(index->count, levels);
    for (size_t i = 0; i < level_count; i++) index->above_count += levels[i];
    index->above = calloc(index->above_count, sizeof *index->above);
    if (!index->above) return false;
    size_t at = index->above_count - levels[0];
    join_features(index, index->above + at);
    number_children(index->above + at, levels[0], index->above_count);
    for (size_t i = 1; i < level_count; i++) {
        struct node *children = index->above + at;
        struct node *level = children - levels[i];
        for (size_t child = 0; child < levels[i - 1]; child++)
            join(&level[child / FLATGEOBUF_NODE_ITEMS], &children[child],
                 child);
        number_children(level, levels[i], at);
        at -= levels[i];
    }
    index->block = index->first;
    return true;
}

uint64_t flatgeobuf_index_size(const struct flatgeobuf_index *index)
{
    return (uint64_t)(index->above_count + index->count) *
           FLATGEOBUF_NODE_BYTES;
}

static void write_node(struct buf *out, const struct node *node)
{
    const double sides[4] = { node->box.min_x, node->box.min_y, node->box.max_x,
                              node->box.max_y };
    uint64_t words[5];
    memcpy(words, sides, sizeof sides);
    words[4] = node->offset;
    for (size_t i = 0; i < 5; i++) words[i] = htole64(words[i]);
    buf_add(out, words, sizeof words);
}

static const struct node *next_node(struct flatgeobuf_index *index)
{
    size_t at = index->written++;
    if (at < index->above_count) return &index->above[at];
    at = (at - index->above_count) % BLOCK_NODES;
    const struct node *node = &index->block->nodes[at];
    if (at == BLOCK_NODES - 1) index->block = index->block->next;
    return node;
}

bool flatgeobuf_index_write(struct flatgeobuf_index *index, struct buf *out,
                            size_t until)
{
    size_t count = index->above_count + index->count;
    while (index->written < count && out->len < until && !out->failure)
        write_node(out, next_node(index));
    return index->written < count;
}
