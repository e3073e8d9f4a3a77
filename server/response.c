#include "server/response.h"

#include <assert.h>

void response_header(struct response *response, const char *name, str value)
{
    size_t i = 0;
    while (
        i < response->header_count &&
        !str_equal_nocase(str_from(response->headers[i].name), str_from(name)))
        i++;
    assert(i < RESPONSE_HEADERS_MAX && "more headers than an answer has");
    response->headers[i] = (struct header){ name, value };
    if (i == response->header_count) response->header_count++;
}
