#include "server/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

enum { BACKLOG = 1024, HOST_MAX = 64, PORT_TEXT_MAX = 8 };

// "[::1]:80" as "::1" and "80".
static bool split(str listen, char host[HOST_MAX], char port[PORT_TEXT_MAX])
{
    size_t colon = listen.len;
    while (colon > 0 && listen.bytes[colon - 1] != ':') colon--;
    if (!colon) return false;
    str name = str_slice(listen, 0, colon - 1);
    str number = str_slice(listen, colon, listen.len);
    if (str_starts(name, STR("[")) && str_ends(name, STR("]")))
        name = str_slice(name, 1, name.len - 1);
    int64_t value;
    if (!str_to_int(number, &value) || value < 0 || value > 65535) return false;
    if (!name.len || name.len >= HOST_MAX) return false;
    snprintf(host, HOST_MAX, "%.*s", STR_ARG(name));
    snprintf(port, PORT_TEXT_MAX, "%u", (unsigned)value);
    return true;
}

static int socket_listen(const struct addrinfo *address)
{
    int one = 1;
    int fd = socket(address->ai_family,
                    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 &&
        listen(fd, BACKLOG) == 0)
        return fd;
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

static void address_print(int fd, char out[LISTEN_ADDRESS_MAX])
{
    char host[HOST_MAX], port[PORT_TEXT_MAX];
    struct sockaddr_storage bound = { 0 };
    socklen_t size = sizeof bound;
    struct sockaddr *address = (struct sockaddr *)&bound;
    snprintf(out, LISTEN_ADDRESS_MAX, "?");
    if (getsockname(fd, address, &size) != 0) return;
    if (getnameinfo(address, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    bool is_v6 = bound.ss_family == AF_INET6;
    snprintf(out, LISTEN_ADDRESS_MAX, is_v6 ? "[%s]:%s" : "%s:%s", host, port);
}

bool listener_open(const char *text, struct listener *listener,
                   struct error *err)
{
    char host[HOST_MAX], port[PORT_TEXT_MAX];
    struct addrinfo *found;
    const struct addrinfo wanted = { .ai_family = AF_UNSPEC,
                                     .ai_socktype = SOCK_STREAM,
                                     .ai_flags = AI_PASSIVE };
    if (!split(str_from(text), host, port))
        return error_set(err, ERROR_INVALID,
                         "cannot listen on '%s': ADDRESS:PORT is expected",
                         text);
    int rc = getaddrinfo(host, port, &wanted, &found);
    if (rc != 0)
        return error_set(err, ERROR_INVALID, "cannot listen on '%s': %s", text,
                         gai_strerror(rc));
    int fd = socket_listen(found);
    freeaddrinfo(found);
    if (fd < 0)
        return error_set(err, ERROR_IO, "cannot listen on '%s': %s", text,
                         strerror(errno));
    listener->socket = fd;
    address_print(fd, listener->address);
    return true;
}
