// What `buurt list` and `buurt show` print, for people and as JSON.

#ifndef SERVER_COMMANDS_SHOW_H
#define SERVER_COMMANDS_SHOW_H

#include "base/buf.h"
#include "store/catalog.h"

void list_print(const struct catalog *catalog, struct buf *out);
void list_write(const struct catalog *catalog, struct buf *out);

void dataset_print(const struct catalog *catalog, const struct dataset *dataset,
                   struct buf *out);
void dataset_write(const struct catalog *catalog, const struct dataset *dataset,
                   struct buf *out);

// JSON that this program wrote, as an indented list for people.
void json_print(str json, struct buf *out);

#endif
