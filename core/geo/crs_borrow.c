// Transforms that are kept between uses, whoever used them.

#include <pthread.h>

#include "geo/crs.h"

enum { KEPT_MAX = 16 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct kept {
    int from, to;
    struct crs_transform *transform;  // NULL: the slot is free
} kept[KEPT_MAX];

static struct crs_transform *take(int from, int to)
{
    struct crs_transform *found = NULL;
    pthread_mutex_lock(&mutex);
    for (size_t i = 0; i < KEPT_MAX && !found; i++) {
        if (kept[i].from != from || kept[i].to != to) continue;
        found = kept[i].transform;
        kept[i].transform = NULL;
    }
    pthread_mutex_unlock(&mutex);
    return found;
}

static bool keep(struct crs_transform *transform)
{
    bool is_kept = false;
    pthread_mutex_lock(&mutex);
    for (size_t i = 0; i < KEPT_MAX && !is_kept; i++) {
        if (kept[i].transform) continue;
        kept[i].transform = transform;
        crs_ends(transform, &kept[i].from, &kept[i].to);
        is_kept = true;
    }
    pthread_mutex_unlock(&mutex);
    return is_kept;
}

struct crs_transform *crs_borrow(int from, int to, struct error *err)
{
    struct crs_transform *transform = take(from, to);
    return transform ? transform : crs_open(from, to, err);
}

void crs_return(struct crs_transform *transform)
{
    if (transform && !keep(transform)) crs_close(transform);
}
