#include "server/known_header.h"

#include <stddef.h>

struct known_header {
    const char *name;
    size_t offset;
    bool is_framing;  // may stand once only
};

#define AT(member) offsetof(struct exchange, member)

static const struct known_header known_headers[] = {
    { "Accept", AT(accept) },
    { "Accept-Encoding", AT(accept_encoding) },
    { "If-None-Match", AT(if_none_match) },
    { "If-Modified-Since", AT(if_modified_since) },
    { "Range", AT(range) },
    { "If-Range", AT(if_range) },
    { "Host", AT(host), true },
    { "X-Forwarded-Proto", AT(forwarded_proto) },
    { "X-Forwarded-Host", AT(forwarded_host) },
    { "Content-Type", AT(content_type), true },
    { "Content-Length", AT(content_length), true },
    { "Transfer-Encoding", AT(transfer_encoding), true },
};
enum { KNOWN_COUNT = sizeof known_headers / sizeof *known_headers };

void known_header_keep(struct exchange *exchange, str name, str value)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (!str_equal_nocase(str_from(known_headers[i].name), name)) continue;
        str *at = (str *)(void *)((char *)exchange + known_headers[i].offset);
        if (at->bytes && known_headers[i].is_framing)
            exchange->flaw = "Host, Content-Type, Content-Length or "
                             "Transfer-Encoding is given more than once";
        if (!at->bytes) *at = value;
    }
}
