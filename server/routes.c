#include "server/route.h"

const struct route routes[] = {
    { .path = NULL },
};
const size_t route_count = 0;
