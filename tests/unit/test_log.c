#include "unit/test.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

enum { THREADS = 4, LINES = 5000, LOG_BYTES = 4 << 20 };

// What `act` logs, in a process of its own; *status is how that ended.
static char *log_of(void (*act)(void), int *status)
{
    char *text = calloc(1, LOG_BYTES);
    FILE *file = tmpfile();
    CHECK(text && file);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(fileno(file), STDERR_FILENO);
        act();
        _exit(0);
    }
    CHECK(waitpid(child, status, 0) == child);
    rewind(file);
    CHECK(fread(text, 1, LOG_BYTES - 1, file) > 0);
    fclose(file);
    return text;
}

static void start(void)
{
    struct error err;
    CHECK(log_gather_start(&err));
}

static void log_in_order(void)
{
    log_line(LOG_INFO, "n=%d", 1);
    start();
    log_line(LOG_INFO, "n=%d", 2);
    log_text(LOG_INFO, STR("n=3"));
    log_line(LOG_WARNING, "n=%d", 4);
    log_line(LOG_DEBUG, "n=%d", 5);
    log_line(LOG_INFO, "two\nlines");
    log_gather_stop();
    log_line(LOG_ERROR, "n=%d", 6);
}

TEST(lines_keep_their_order)
{
    int status;
    char *text = log_of(log_in_order, &status);
    CHECK(status == 0);
    CHECK_STR(
        str_from(text),
        STR("level=info n=1\nlevel=info n=2\nlevel=info n=3\n"
            "level=warning n=4\nlevel=info two lines\nlevel=error n=6\n"));
    free(text);
}

static void *log_many(void *name)
{
    char filler[201] = { 0 };
    memset(filler, '.', sizeof filler - 1);
    for (int i = 0; i < LINES; i++)
        log_line(i % 1000 ? LOG_INFO : LOG_WARNING, "from=%s n=%d %.*s end",
                 (const char *)name, i, i % 200, filler);
    return NULL;
}

static void log_from_threads(void)
{
    static const char *const names[THREADS] = { "a", "b", "c", "d" };
    pthread_t threads[THREADS];
    start();
    for (int i = 0; i < THREADS; i++)
        CHECK(!pthread_create(&threads[i], NULL, log_many,
                              (void *)(uintptr_t)names[i]));
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    log_gather_stop();
}

// Each thread's lines are all there, whole and in order.
TEST(threads_do_not_mix)
{
    int status, next[THREADS] = { 0 };
    size_t count = 0;
    str line;
    char *text = log_of(log_from_threads, &status);
    str rest = str_from(text);
    CHECK(status == 0);
    while (str_next(&rest, '\n', &line)) {
        if (!line.len) continue;
        size_t at = str_find_char(line, '=') + 1;
        str from = str_slice(line, at, line.len);
        from = str_slice(from, str_find_char(from, '=') + 1, from.len);
        int thread = from.bytes[0] - 'a';
        char expected[32];
        CHECK(thread >= 0 && thread < THREADS);
        if (thread < 0 || thread >= THREADS) break;
        snprintf(expected, sizeof expected, "%c n=%d ", from.bytes[0],
                 next[thread]++);
        CHECK(str_starts(from, str_from(expected)));
        CHECK(str_ends(line, STR(" end")));
        count++;
    }
    CHECK(count == THREADS * LINES);
    free(text);
}

static void log_and_abort(void)
{
    start();
    log_line(LOG_INFO, "the last line");
    abort();
}

static void log_and_be_faulty(void)
{
    start();
    log_line(LOG_INFO, "the last line");
    raise(SIGSEGV);
}

static void check_crash(void (*act)(void))
{
    int status;
    char *text = log_of(act, &status);
    CHECK(strstr(text, "level=info the last line\n"));
    CHECK(status != 0);
    free(text);
}

TEST(a_crash_loses_no_line)
{
    check_crash(log_and_abort);
    check_crash(log_and_be_faulty);
}

TEST_MAIN
