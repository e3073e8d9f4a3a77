// A plain client of two servers: HTTP on one kept connection, and a prepared
// statement through libpq on another. All questions are put to one and then to
// the other, round after round: a server in service has the caches of its
// processor to itself, and is asked something else every time. Answers are read
// whole into memory, and not looked into.
//
//   bench_client PORT CONNINFO ROUNDS SQL < questions
//
// A question is a line: a path, and behind tabs the integers for $1, $2, …
// Prints for each: the medians of ROUNDS in milliseconds, here and there, the
// bytes of the two bodies, and X-Tile-Reduced ("-" where there is none).

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    QUESTIONS_MAX = 256,
    ROUNDS_MAX = 999,
    ARGUMENTS_MAX = 4,
    LINE_BYTES = 1024,
    HEAD_BYTES = 8192,
    BODY_BYTES = 64 << 20,
    REDUCED_BYTES = 64,
    INT4_OID = 23,
};

struct question {
    char path[LINE_BYTES];
    uint32_t arguments[ARGUMENTS_MAX];  // in network order
    int count;
    double ours_ms[ROUNDS_MAX], theirs_ms[ROUNDS_MAX];
    size_t ours, theirs;  // bytes of the bodies
    char reduced[REDUCED_BYTES];
};

struct clients {
    int http;
    PGconn *database;
    char *body;  // BODY_BYTES
};

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "bench_client: %s: %s\n", what, why);
    exit(1);
}

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int open_http(const char *port)
{
    int one = 1;
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)atoi(port)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0)
        fail(port, "no connection");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static PGconn *open_database(const char *conninfo, const char *sql)
{
    PGconn *database = PQconnectdb(conninfo);
    if (PQstatus(database) != CONNECTION_OK)
        fail(conninfo, PQerrorMessage(database));
    const Oid types[ARGUMENTS_MAX] = { INT4_OID, INT4_OID, INT4_OID, INT4_OID };
    int count = 0;
    while (count < ARGUMENTS_MAX &&
           strstr(sql, (char[]){ '$', (char)('1' + count), '\0' }))
        count++;
    PGresult *result = PQprepare(database, "question", sql, count, types);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail(sql, PQerrorMessage(database));
    PQclear(result);
    return database;
}

static const char *header_find(const char *head, const char *name)
{
    const char *at = strcasestr(head, name);
    return at ? at + strlen(name) : NULL;
}

// The head of an answer, and what came with it of the body; how many bytes
// that is.
static size_t read_head(struct clients *clients, char head[HEAD_BYTES + 1])
{
    size_t len = 0;
    char *end = NULL;
    while (!end) {
        ssize_t got = read(clients->http, head + len, HEAD_BYTES - len);
        if (got <= 0) fail("HTTP", "the answer has no end of its head");
        len += (size_t)got;
        head[len] = '\0';
        end = strstr(head, "\r\n\r\n");
    }
    size_t have = len - (size_t)(end + 4 - head);
    memcpy(clients->body, end + 4, have);
    end[2] = '\0';
    return have;
}

static void ask_ours(struct clients *clients, struct question *question)
{
    char head[HEAD_BYTES + 1];
    int len = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n",
                       question->path);
    if (write(clients->http, head, (size_t)len) != len)
        fail(question->path, "cannot be sent");
    size_t have = read_head(clients, head);
    const char *length = header_find(head, "\r\nContent-Length: ");
    const char *reduced = header_find(head, "\r\nX-Tile-Reduced: ");
    size_t size = length ? strtoul(length, NULL, 10) : 0;
    if (strncmp(head, "HTTP/1.1 20", 11) != 0 || size > BODY_BYTES)
        fail(question->path, head);
    while (have < size) {
        ssize_t got = read(clients->http, clients->body + have, size - have);
        if (got <= 0) fail(question->path, "the body breaks off");
        have += (size_t)got;
    }
    question->ours = have;
    snprintf(question->reduced, REDUCED_BYTES, "%.*s",
             reduced ? (int)strcspn(reduced, "\r") : 1,
             reduced ? reduced : "-");
}

static void ask_theirs(struct clients *clients, struct question *question)
{
    const char *values[ARGUMENTS_MAX];
    int lengths[ARGUMENTS_MAX], formats[ARGUMENTS_MAX];
    for (int i = 0; i < question->count; i++) {
        values[i] = (const char *)&question->arguments[i];
        lengths[i] = sizeof question->arguments[i];
        formats[i] = 1;
    }
    PGresult *result =
        PQexecPrepared(clients->database, "question", question->count, values,
                       lengths, formats, 1);
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1)
        fail(question->path, PQerrorMessage(clients->database));
    question->theirs = (size_t)PQgetlength(result, 0, 0);
    PQclear(result);
}

static double took(struct clients *clients, struct question *question,
                   void (*ask)(struct clients *, struct question *))
{
    double start = now_ms();
    ask(clients, question);
    return now_ms() - start;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, compare);
    return times[count / 2];
}

static bool read_question(struct question *question)
{
    char line[LINE_BYTES];
    if (!fgets(line, sizeof line, stdin)) return false;
    line[strcspn(line, "\n")] = '\0';
    char *rest = line;
    question->count = 0;
    snprintf(question->path, LINE_BYTES, "%s", strsep(&rest, "\t"));
    while (rest && question->count < ARGUMENTS_MAX)
        question->arguments[question->count++] =
            htonl((uint32_t)strtoul(strsep(&rest, "\t"), NULL, 10));
    return true;
}

static void measure(struct clients *clients, struct question *questions,
                    int count, int round)
{
    for (int i = 0; i < count; i++)
        questions[i].ours_ms[round] = took(clients, &questions[i], ask_ours);
    for (int i = 0; i < count; i++)
        questions[i].theirs_ms[round] =
            took(clients, &questions[i], ask_theirs);
}

static void print(struct question *question, int rounds)
{
    printf("%.6f\t%.6f\t%zu\t%zu\t%s\n", median(question->ours_ms, rounds),
           median(question->theirs_ms, rounds), question->ours,
           question->theirs, question->reduced);
}

int main(int argc, char **argv)
{
    static struct question questions[QUESTIONS_MAX];
    int rounds = argc == 5 ? atoi(argv[3]) : 0;
    int count = 0;
    if (rounds < 1 || rounds > ROUNDS_MAX)
        fail("usage", "bench_client PORT CONNINFO ROUNDS SQL < questions");
    struct clients clients = { .http = open_http(argv[1]),
                               .database = open_database(argv[2], argv[4]),
                               .body = malloc(BODY_BYTES) };
    if (!clients.body) fail("body", "no memory");
    while (count < QUESTIONS_MAX && read_question(&questions[count])) count++;
    measure(&clients, questions, count, 0);  // both have seen everything once
    for (int i = 0; i < rounds; i++) measure(&clients, questions, count, i);
    for (int i = 0; i < count; i++) print(&questions[i], rounds);
    PQfinish(clients.database);
    close(clients.http);
    free(clients.body);
    return 0;
}
