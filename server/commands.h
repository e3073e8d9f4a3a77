// The commands that do not serve: import, list, show and remove.
//
//   buurt import MANIFEST... [--db FILE] [--from PATH] [--dry-run] …
//   buurt list               [--db FILE] [--json]
//   buurt show DATASET       [--db FILE] [--json]
//   buurt remove DATASET     [--db FILE]

#ifndef SERVER_COMMANDS_H
#define SERVER_COMMANDS_H

// Runs `argv[1]`, which may be anything but `serve`: argv as main got it.
// Returns the exit status (design: commands). No command, an unknown one or an
// unknown option prints the usage and returns 2; --help and --version work.
int commands_run(int argc, char **argv);

// The usage of the whole program, `serve` included.
const char *commands_usage(void);

#endif
