#include "store/spatialite/fid_set.h"

enum { WORD_BITS = 64 };

static size_t word_count(const struct fid_set *set)
{
    return (size_t)set->most / WORD_BITS + 1;
}

bool fid_set_init(struct fid_set *set, struct arena *arena, int64_t most)
{
    *set = (struct fid_set){ .most = most };
    set->bits = ARENA_ARRAY(arena, uint64_t, word_count(set));
    return set->bits != NULL;
}

bool fid_set_has(const struct fid_set *set, int64_t fid)
{
    if (fid < 1 || fid > set->most) return false;
    return set->bits[fid / WORD_BITS] >> fid % WORD_BITS & 1;
}

void fid_set_add(struct fid_set *set, int64_t fid)
{
    if (fid < 1 || fid > set->most || fid_set_has(set, fid)) return;
    set->bits[fid / WORD_BITS] |= UINT64_C(1) << fid % WORD_BITS;
    set->count++;
}

int64_t fid_set_next(const struct fid_set *set, int64_t after)
{
    int64_t fid = after < 0 ? 1 : after + 1;
    if (after >= set->most) return 0;
    size_t word = (size_t)fid / WORD_BITS;
    uint64_t bits = set->bits[word] >> fid % WORD_BITS << fid % WORD_BITS;
    while (!bits && ++word < word_count(set)) bits = set->bits[word];
    return bits ? (int64_t)word * WORD_BITS + __builtin_ctzll(bits) : 0;
}

void fid_set_keep(struct fid_set *set, const struct fid_set *other)
{
    set->count = 0;
    for (size_t i = 0; i < word_count(set); i++) {
        set->bits[i] &= other->bits[i];
        set->count += __builtin_popcountll(set->bits[i]);
    }
}
