#include "server/task.h"

static bool follow_view(struct task *task, struct error *err)
{
    struct request *request = &task->request;
    const struct catalog *catalog = view_catalog(request->view);
    if (catalog == request->catalog) return true;
    str key = task->key;
    if (!request_check(request, task->app, catalog, err)) return false;
    bool ok = task_validators(task);
    task->key = key;
    return ok || error_set(err, ERROR_NO_MEMORY, "no memory for the request");
}

bool task_open_view(struct task *task, uint64_t deadline_ms, struct error *err)
{
    struct request *request = &task->request;
    request->view = view_open(task->app->store, deadline_ms, err);
    return request->view && follow_view(task, err);
}
