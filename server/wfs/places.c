#include "server/wfs/places.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PLACE_COUNT = 512, KEY_BYTES_MAX = 8 * 1024 };

struct kept {
    char *key;  // NULL: free
    size_t key_len;
    struct wfs_place place;
};

struct wfs_places {
    pthread_mutex_t lock;
    struct kept kept[PLACE_COUNT];
    size_t next;
};

struct wfs_places *wfs_places_create(void)
{
    struct wfs_places *places = calloc(1, sizeof *places);
    if (places) pthread_mutex_init(&places->lock, NULL);
    return places;
}

void wfs_places_destroy(struct wfs_places *places)
{
    if (!places) return;
    for (size_t i = 0; i < PLACE_COUNT; i++) free(places->kept[i].key);
    pthread_mutex_destroy(&places->lock);
    free(places);
}

static bool is_for(const struct kept *kept, str key)
{
    return kept->key && kept->key_len == key.len &&
           memcmp(kept->key, key.bytes, key.len) == 0;
}

bool wfs_places_find(struct wfs_places *places, str key, size_t index,
                     struct wfs_place *out)
{
    bool is_found = false;
    pthread_mutex_lock(&places->lock);
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        const struct kept *kept = &places->kept[i];
        if (!is_for(kept, key) || kept->place.index > index) continue;
        if (is_found && kept->place.index < out->index) continue;
        *out = kept->place;
        is_found = true;
    }
    pthread_mutex_unlock(&places->lock);
    return is_found;
}

static struct kept *find_exact(struct wfs_places *places, str key, size_t index)
{
    for (size_t i = 0; i < PLACE_COUNT; i++)
        if (is_for(&places->kept[i], key) &&
            places->kept[i].place.index == index)
            return &places->kept[i];
    return NULL;
}

static void put(struct wfs_places *places, str key,
                const struct wfs_place *place)
{
    struct kept *kept = find_exact(places, key, place->index);
    if (kept) {
        kept->place = *place;
        return;
    }
    char *copy = malloc(key.len);
    if (!copy) return;
    memcpy(copy, key.bytes, key.len);
    kept = &places->kept[places->next++ % PLACE_COUNT];
    free(kept->key);
    *kept = (struct kept){ copy, key.len, *place };
}

void wfs_places_add(struct wfs_places *places, str key,
                    const struct wfs_place *place)
{
    if (!key.len || key.len > KEY_BYTES_MAX) return;
    pthread_mutex_lock(&places->lock);
    put(places, key, place);
    pthread_mutex_unlock(&places->lock);
}
