#include "base/log_gather.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

enum { ROOM_BYTES = 64 * 1024, NS_PER_MS = 1000000 };

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
enum { CRASH_COUNT = sizeof crashes / sizeof *crashes };

// There is one standard error, and a handler of signals has no argument.
static struct gathering {
    pthread_mutex_t lock;
    pthread_cond_t has_lines;
    pthread_t thread;
    atomic_bool is_on;
    bool is_stopping;
    struct sigaction before[CRASH_COUNT];
    atomic_size_t len;  // also read by the handler
    char room[ROOM_BYTES];
} gathering = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void write_all(const char *bytes, size_t len)
{
    while (len) {
        ssize_t written = write(STDERR_FILENO, bytes, len);
        if (written < 0 && errno == EINTR) continue;
        // A log that cannot be written has nowhere to say so.
        if (written <= 0) return;
        bytes += written;
        len -= (size_t)written;
    }
}

// With the lock.
static void write_gathered(void)
{
    write_all(gathering.room, atomic_load(&gathering.len));
    atomic_store(&gathering.len, 0);
}

// With the lock, and for a line that fits.
static void gather(const char *line, size_t len)
{
    size_t before = atomic_load(&gathering.len);
    memcpy(gathering.room + before, line, len);
    atomic_store(&gathering.len, before + len);
    if (!before) pthread_cond_signal(&gathering.has_lines);
}

void log_gather_add(const char *line, size_t len, bool can_wait)
{
    if (!atomic_load(&gathering.is_on)) {
        write_all(line, len);
        return;
    }
    pthread_mutex_lock(&gathering.lock);
    if (!can_wait || len > ROOM_BYTES - atomic_load(&gathering.len))
        write_gathered();
    if (can_wait && len <= ROOM_BYTES)
        gather(line, len);
    else
        write_all(line, len);
    pthread_mutex_unlock(&gathering.lock);
}

static struct timespec delay_end(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += (long)LOG_DELAY_MS * NS_PER_MS;
    at.tv_sec += at.tv_nsec / (1000L * NS_PER_MS);
    at.tv_nsec %= 1000L * NS_PER_MS;
    return at;
}

// Sleeps while there is nothing, so that a server at rest is at rest.
static void *write_in_time(void *unused)
{
    pthread_mutex_lock(&gathering.lock);
    while (!gathering.is_stopping) {
        struct timespec until = delay_end();
        int rc = 0;
        bool has_lines = atomic_load(&gathering.len);
        if (!has_lines)
            pthread_cond_wait(&gathering.has_lines, &gathering.lock);
        while (has_lines && !gathering.is_stopping && rc != ETIMEDOUT)
            rc = pthread_cond_timedwait(&gathering.has_lines, &gathering.lock,
                                        &until);
        if (has_lines) write_gathered();
    }
    pthread_mutex_unlock(&gathering.lock);
    return unused;
}

// Runs on whatever the crash left: nothing but write is safe here.
static void on_crash(int number, siginfo_t *info, void *unused)
{
    (void)unused;
    write_all(gathering.room, atomic_load(&gathering.len));
    atomic_store(&gathering.len, 0);
    for (size_t i = 0; i < CRASH_COUNT; i++)
        if (crashes[i] == number) sigaction(number, &gathering.before[i], NULL);
    // A fault happens again on return; what somebody sent does not.
    if (info->si_code <= 0) raise(number);
}

static void watch_crashes(void)
{
    struct sigaction action = { .sa_sigaction = on_crash,
                                .sa_flags = SA_SIGINFO | SA_ONSTACK };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CRASH_COUNT; i++)
        sigaction(crashes[i], &action, &gathering.before[i]);
}

bool log_gather_start(struct error *err)
{
    pthread_condattr_t by_monotonic;
    pthread_condattr_init(&by_monotonic);
    pthread_condattr_setclock(&by_monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&gathering.has_lines, &by_monotonic);
    pthread_condattr_destroy(&by_monotonic);
    gathering.is_stopping = false;
    if (pthread_create(&gathering.thread, NULL, write_in_time, NULL) != 0)
        return error_set(err, ERROR_INTERNAL, "cannot start a thread");
    watch_crashes();
    atomic_store(&gathering.is_on, true);
    return true;
}

void log_gather_stop(void)
{
    if (!atomic_exchange(&gathering.is_on, false)) return;
    pthread_mutex_lock(&gathering.lock);
    gathering.is_stopping = true;
    pthread_cond_signal(&gathering.has_lines);
    pthread_mutex_unlock(&gathering.lock);
    pthread_join(gathering.thread, NULL);
    pthread_cond_destroy(&gathering.has_lines);
    write_gathered();
    for (size_t i = 0; i < CRASH_COUNT; i++)
        sigaction(crashes[i], &gathering.before[i], NULL);
}
