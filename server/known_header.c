#include "server/known_header.h"

#include <stddef.h>

struct known_header {
    str name;
    size_t offset;
    bool is_framing;  // may stand once only
};

#define AT(member) offsetof(struct exchange, member)
#define NAME(literal) \
    { \
        literal, sizeof literal - 1 \
    }

static const struct known_header known_headers[] = {
    { NAME("Accept"), AT(accept) },
    { NAME("Accept-Encoding"), AT(accept_encoding) },
    { NAME("If-None-Match"), AT(if_none_match) },
    { NAME("If-Modified-Since"), AT(if_modified_since) },
    { NAME("Range"), AT(range) },
    { NAME("If-Range"), AT(if_range) },
    { NAME("Host"), AT(host), true },
    { NAME("X-Forwarded-Proto"), AT(forwarded_proto) },
    { NAME("X-Forwarded-Host"), AT(forwarded_host) },
    { NAME("Content-Type"), AT(content_type), true },
    { NAME("Content-Length"), AT(content_length), true },
    { NAME("Transfer-Encoding"), AT(transfer_encoding), true },
};
enum { KNOWN_COUNT = sizeof known_headers / sizeof *known_headers };

void known_header_keep(struct exchange *exchange, str name, str value)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (!str_equal_nocase(known_headers[i].name, name)) continue;
        str *at = (str *)(void *)((char *)exchange + known_headers[i].offset);
        if (at->bytes && known_headers[i].is_framing)
            exchange->flaw = "Host, Content-Type, Content-Length or "
                             "Transfer-Encoding is given more than once";
        if (!at->bytes) *at = value;
    }
}
