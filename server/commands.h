// The commands that do not serve: import, tiles, list, show and remove.
//
//   buurt import MANIFEST... [--db FILE] [--from PATH] [--dry-run] …
//   buurt tiles COLLECTION   [--db FILE] … FILE  (server/export/command.h)
//   buurt list               [--db FILE] [--json]
//   buurt show DATASET       [--db FILE] [--json]
//   buurt remove DATASET     [--db FILE]

#ifndef SERVER_COMMANDS_H
#define SERVER_COMMANDS_H

#include "store/store.h"

// Runs `argv[1]`, which may be anything but `serve`: argv as main got it.
// Returns the exit status (design: commands). No command, an unknown one or an
// unknown option prints the usage and returns 2; --help and --version work.
int commands_run(int argc, char **argv);

// For reading: `db`, else $BUURT_DB, else buurt.sqlite. ERROR_IO names the
// file.
struct store *commands_open_store(const char *db, unsigned connections,
                                  struct error *err) MUST_CHECK;

// The usage of the whole program, `serve` included.
const char *commands_usage(void);

#endif
