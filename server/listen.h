// A listening socket from "127.0.0.1:8080", "[::1]:0" or "localhost:8080".

#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include "base/error.h"

enum { LISTEN_ADDRESS_MAX = 80 };

struct listener {
    int socket;
    char address[LISTEN_ADDRESS_MAX];  // with the port that was picked
};

bool listener_open(const char *listen, struct listener *listener,
                   struct error *err) MUST_CHECK;

#endif
