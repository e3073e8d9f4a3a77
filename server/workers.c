#include "server/workers.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { NICENESS = 10 };

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t has_job;
    struct job *first, *last;
    size_t queued, queue_length, running;
    bool is_stopping;
    unsigned thread_count;
    pthread_t threads[];
};

static struct job *take_job(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    while (!workers->first && !workers->is_stopping)
        pthread_cond_wait(&workers->has_job, &workers->lock);
    struct job *job = workers->first;
    if (job) {
        workers->first = job->next;
        if (!workers->first) workers->last = NULL;
        workers->queued--;
        workers->running++;
    }
    pthread_mutex_unlock(&workers->lock);
    return job;
}

static void job_done(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->running--;
    pthread_mutex_unlock(&workers->lock);
}

// On Linux niceness belongs to the thread. Where it does not, or may not be
// changed, the server still works, only less smoothly under load.
static void lower_priority(void)
{
    id_t this_thread = (id_t)gettid();
    if (setpriority(PRIO_PROCESS, this_thread, NICENESS) != 0) return;
}

static void *work(void *context)
{
    struct job *job;
    struct workers *workers = context;
    struct compressor *compressor = compressor_create();
    lower_priority();
    while ((job = take_job(workers))) {
        job->run(job, compressor);
        job_done(workers);
    }
    compressor_destroy(compressor);
    return NULL;
}

struct workers *workers_start(unsigned threads, size_t queue_length,
                              struct error *err)
{
    struct workers *workers =
        calloc(1, sizeof *workers + threads * sizeof *workers->threads);
    if (!workers) {
        error_set(err, ERROR_NO_MEMORY, "no memory for %u threads", threads);
        return NULL;
    }
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->has_job, NULL);
    workers->queue_length = queue_length;
    for (; workers->thread_count < threads; workers->thread_count++) {
        pthread_t *thread = &workers->threads[workers->thread_count];
        if (!pthread_create(thread, NULL, work, workers)) continue;
        workers_stop(workers);
        error_set(err, ERROR_INTERNAL, "cannot start %u worker threads",
                  threads);
        return NULL;
    }
    return workers;
}

void workers_stop(struct workers *workers)
{
    if (!workers) return;
    pthread_mutex_lock(&workers->lock);
    workers->is_stopping = true;
    pthread_cond_broadcast(&workers->has_job);
    pthread_mutex_unlock(&workers->lock);
    for (unsigned i = 0; i < workers->thread_count; i++)
        pthread_join(workers->threads[i], NULL);
    pthread_cond_destroy(&workers->has_job);
    pthread_mutex_destroy(&workers->lock);
    free(workers);
}

bool workers_add(struct workers *workers, struct job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&workers->lock);
    bool has_room = workers->queued < workers->queue_length;
    if (has_room) {
        if (workers->last)
            workers->last->next = job;
        else
            workers->first = job;
        workers->last = job;
        workers->queued++;
        pthread_cond_signal(&workers->has_job);
    }
    pthread_mutex_unlock(&workers->lock);
    return has_room;
}

size_t workers_queued(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    size_t queued = workers->queued;
    pthread_mutex_unlock(&workers->lock);
    return queued;
}

size_t workers_running(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    size_t running = workers->running;
    pthread_mutex_unlock(&workers->lock);
    return running;
}
