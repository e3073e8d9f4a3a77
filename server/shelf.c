#include "server/shelf.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_MAX = 512 };

struct entry {
    struct shelf_item item;  // its thing is NULL while it is being made
    struct entry *next;
    struct arena *arena;
    size_t bytes;
    unsigned holders;  // the shelf itself is one of them
    uint64_t hash;
    size_t key_len;
    char key[];
};

struct shelf {
    pthread_mutex_t lock;
    pthread_cond_t made;  // or given up
    struct entry *first;  // the last used one
    size_t count, bytes, max_bytes;
};

struct shelf *shelf_create(size_t max_bytes)
{
    struct shelf *shelf = calloc(1, sizeof *shelf);
    if (!shelf) return NULL;
    pthread_mutex_init(&shelf->lock, NULL);
    pthread_cond_init(&shelf->made, NULL);
    shelf->max_bytes = max_bytes;
    return shelf;
}

static void drop(struct entry *entry)
{
    if (--entry->holders) return;
    arena_destroy(entry->arena);
    free(entry);
}

void shelf_destroy(struct shelf *shelf)
{
    if (!shelf) return;
    while (shelf->first) {
        struct entry *entry = shelf->first;
        shelf->first = entry->next;
        drop(entry);
    }
    pthread_cond_destroy(&shelf->made);
    pthread_mutex_destroy(&shelf->lock);
    free(shelf);
}

void shelf_release(struct shelf *shelf, const struct shelf_item *item)
{
    if (!item) return;
    pthread_mutex_lock(&shelf->lock);
    drop((struct entry *)(uintptr_t)item);
    pthread_mutex_unlock(&shelf->lock);
}

static struct entry **find(struct shelf *shelf, str key)
{
    uint64_t hash = str_hash_here(key);
    struct entry **link = &shelf->first;
    for (; *link; link = &(*link)->next)
        if ((*link)->hash == hash &&
            str_equal((str){ (*link)->key, (*link)->key_len }, key))
            break;
    return link;
}

static void put_first(struct shelf *shelf, struct entry *entry)
{
    entry->next = shelf->first;
    shelf->first = entry;
}

static struct entry *add(struct shelf *shelf, str key, size_t limit)
{
    struct entry *entry = calloc(1, sizeof *entry + key.len);
    struct arena *arena = entry ? arena_create(limit) : NULL;
    if (!arena) {
        free(entry);
        return NULL;
    }
    memcpy(entry->key, key.bytes, key.len);
    entry->key_len = key.len;
    entry->hash = str_hash_here(key);
    entry->arena = arena;
    entry->holders = 2;  // the shelf, and who makes it
    put_first(shelf, entry);
    shelf->count++;
    return entry;
}

static void take_out(struct shelf *shelf, struct entry **link)
{
    struct entry *entry = *link;
    *link = entry->next;
    shelf->count--;
    shelf->bytes -= entry->bytes;
    drop(entry);
}

// What is being made counts no bytes yet, and stays.
static bool forget_oldest(struct shelf *shelf)
{
    struct entry **oldest = NULL;
    for (struct entry **link = &shelf->first->next; *link;
         link = &(*link)->next)
        if ((*link)->item.thing) oldest = link;
    if (!oldest) return false;
    take_out(shelf, oldest);
    return true;
}

// The entry is there afterwards: finished, or the caller's to make.
static struct entry *find_or_add(struct shelf *shelf, str key, size_t limit,
                                 bool *is_mine)
{
    struct entry **link;
    while (*(link = find(shelf, key)) && !(*link)->item.thing)
        pthread_cond_wait(&shelf->made, &shelf->lock);
    struct entry *entry = *link;
    *is_mine = !entry;
    if (!entry) return add(shelf, key, limit);
    *link = entry->next;
    put_first(shelf, entry);
    entry->holders++;
    return entry;
}

static void finish(struct shelf *shelf, struct entry *entry, const void *thing)
{
    pthread_mutex_lock(&shelf->lock);
    struct entry **link = &shelf->first;
    while (*link != entry) link = &(*link)->next;
    if (!thing) {
        take_out(shelf, link);
        drop(entry);
    } else {
        *link = entry->next;
        put_first(shelf, entry);
        entry->bytes = arena_used(entry->arena) + sizeof *entry;
        entry->item.thing = thing;
        shelf->bytes += entry->bytes;
        while (shelf->count > ITEMS_MAX || shelf->bytes > shelf->max_bytes)
            if (!forget_oldest(shelf)) break;
    }
    pthread_cond_broadcast(&shelf->made);
    pthread_mutex_unlock(&shelf->lock);
}

const struct shelf_item *shelf_get(struct shelf *shelf, str key, size_t limit,
                                   shelf_maker *make, void *context,
                                   struct error *err)
{
    bool is_mine = false;
    pthread_mutex_lock(&shelf->lock);
    struct entry *entry = find_or_add(shelf, key, limit, &is_mine);
    pthread_mutex_unlock(&shelf->lock);
    if (!entry) {
        (void)!error_set(err, ERROR_NO_MEMORY, "no room for what is kept");
        return NULL;
    }
    if (!is_mine) return &entry->item;
    const void *thing = make(context, entry->arena, err);
    finish(shelf, entry, thing);
    return thing ? &entry->item : NULL;
}

size_t shelf_bytes(struct shelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    size_t bytes = shelf->bytes;
    pthread_mutex_unlock(&shelf->lock);
    return bytes;
}
