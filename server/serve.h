// `buurt serve`: everything started, until a signal says stop.

#ifndef SERVER_SERVE_H
#define SERVER_SERVE_H

// argv as main got it, with argv[1] being "serve". Returns the exit status.
int serve_run(int argc, char **argv);

#endif
