#include "base/progress.h"

#include <inttypes.h>
#include <signal.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"

enum {
    CALLS_PER_LOOK = 16,
    ROWS_PER_LOOK = 256,
    BAR_MS = 100,
    JSON_MS = 500,
    BAR_WIDTH = 24
};

static sigset_t stop_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

void progress_catch_signals(void)
{
    sigset_t set = stop_signals();
    sigprocmask(SIG_BLOCK, &set, NULL);
}

static void look_for_signal(struct progress *progress)
{
    if (progress->stop_signal) return;
    sigset_t set = stop_signals();
    int number = sigtimedwait(&set, NULL, &(struct timespec){ 0 });
    if (number <= 0) return;
    progress->stop_signal = number;
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

bool progress_is_stopped(struct progress *progress)
{
    if (!progress) return false;
    look_for_signal(progress);
    return progress->stop_signal;
}

struct rate {
    uint64_t per_second;
    bool has_left;
    uint64_t seconds_left;
};

static struct rate measure(const struct progress *progress, uint64_t now_ms,
                           uint64_t done, uint64_t total)
{
    uint64_t spent_ms = now_ms - progress->step_started_ms;
    struct rate rate = { .per_second = spent_ms ? done * 1000 / spent_ms : 0 };
    rate.has_left = total && done && done <= total && spent_ms >= 200;
    if (rate.has_left)
        rate.seconds_left = (total - done) * spent_ms / done / 1000;
    return rate;
}

static void show_bar(struct progress *progress, struct rate rate, uint64_t done,
                     uint64_t total)
{
    char bar[BAR_WIDTH + 1] = "";
    uint64_t filled = total ? done * BAR_WIDTH / total : 0;
    for (uint64_t i = 0; i < BAR_WIDTH; i++) bar[i] = i < filled ? '#' : '.';
    fprintf(progress->out, "\r%.*s: %s [%s] %" PRIu64 " %s",
            STR_ARG(progress->dataset), progress->step, bar, done,
            progress->unit);
    if (rate.per_second)
        fprintf(progress->out, ", %" PRIu64 "/s", rate.per_second);
    if (rate.has_left)
        fprintf(progress->out, ", %" PRIu64 ":%02" PRIu64 " left",
                rate.seconds_left / 60, rate.seconds_left % 60);
    fputs("\033[K", progress->out);
    fflush(progress->out);
    progress->is_bar_shown = true;
}

static void show_json(struct progress *progress, struct rate rate,
                      uint64_t done, uint64_t total)
{
    // The id is kebab-case and the step ours, so nothing needs an escape.
    fprintf(progress->out,
            "{\"progress\":{\"dataset\":\"%.*s\",\"step\":\"%s\",\"%s\":"
            "%" PRIu64,
            STR_ARG(progress->dataset), progress->step, progress->unit, done);
    if (total) fprintf(progress->out, ",\"total\":%" PRIu64, total);
    fprintf(progress->out, ",\"%sPerSecond\":%" PRIu64, progress->unit,
            rate.per_second);
    if (rate.has_left)
        fprintf(progress->out, ",\"secondsLeft\":%" PRIu64, rate.seconds_left);
    fputs("}}\n", progress->out);
    fflush(progress->out);
}

static void show(struct progress *progress, uint64_t now_ms, uint64_t done,
                 uint64_t total)
{
    progress->shown_ms = now_ms;
    struct rate rate = measure(progress, now_ms, done, total);
    switch (progress->mode) {
    case PROGRESS_NONE: break;
    case PROGRESS_BAR: show_bar(progress, rate, done, total); break;
    case PROGRESS_JSON: show_json(progress, rate, done, total); break;
    }
}

void progress_show(struct progress *progress, const char *step, uint64_t done,
                   uint64_t total)
{
    if (progress->mode == PROGRESS_NONE) return;
    bool is_new = progress->step != step;
    bool is_end = total && done == total;
    // Some call this for every row, others for every thousand.
    bool is_far = done - progress->looked_at >= ROWS_PER_LOOK;
    bool is_due = ++progress->calls >= CALLS_PER_LOOK || is_far;
    if (!is_new && !is_end && !is_due) return;
    progress->calls = 0;
    progress->looked_at = done;
    uint64_t now_ms = clock_ms();
    if (is_new) {
        progress->step = step;
        progress->step_started_ms = now_ms;
    }
    uint64_t pause_ms = progress->mode == PROGRESS_BAR ? BAR_MS : JSON_MS;
    if (is_new || is_end || now_ms - progress->shown_ms >= pause_ms)
        show(progress, now_ms, done, total);
}

void progress_clear(struct progress *progress)
{
    if (!progress->is_bar_shown) return;
    fputs("\r\033[K", progress->out);
    fflush(progress->out);
    progress->is_bar_shown = false;
}
