// The maker of a download: all features of a selection, by the writer of its
// format.

#ifndef SERVER_DOWNLOAD_H
#define SERVER_DOWNLOAD_H

#include "server/writer.h"

// Lives in the request's arena, and reads through its view until it is closed.
struct maker *download_open(const struct config *config,
                            struct request *request,
                            struct error *err) MUST_CHECK;

#endif
