// The command `buurt tiles`.
//
//   buurt tiles COLLECTION[,COLLECTION...] [--db FILE] [--tms WebMercatorQuad]
//               [--zoom 0-14] [--PARAMETER VALUE]... [--progress …] FILE

#ifndef SERVER_EXPORT_COMMAND_H
#define SERVER_EXPORT_COMMAND_H

// argv as main got it. Returns the exit status (design: commands).
int tiles_run(int argc, char **argv);

#endif
