// The state of data in a few bytes, for validators, versions and keys.

#ifndef SERVER_STAMP_H
#define SERVER_STAMP_H

#include "base/buf.h"
#include "store/catalog.h"

// One version of one dataset; nothing for NULL. A dataset that was removed and
// came back counts from 1 again, so the time stands beside the number.
void stamp_dataset(struct buf *out, const struct dataset *dataset);

// A dataset and the one that its areas come from: what the answers of its
// collections depend on.
void stamp_with_areas(struct buf *out, const struct catalog *catalog,
                      const struct dataset *dataset);

// The hash of a key, as 16 hexadecimal digits.
void stamp_hash(struct buf *out, str key);

#endif
