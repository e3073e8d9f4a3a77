#include "server/access_log.h"

#include <inttypes.h>

#include "base/log.h"
#include "server/route.h"

void access_log(const struct exchange *x, uint64_t us)
{
    char path[LOG_VALUE_MAX + 1], method[LOG_VALUE_MAX + 1];
    bool is_known = x->route != NULL;
    log_line(LOG_INFO,
             "id=%016" PRIx64 " op=%s status=%u ms=%.1f rows=%" PRIu64
             " bytes=%" PRIu64 " method=%s path=%s%s",
             x->id, is_known ? x->route->id : "none", x->status,
             (double)us / 1000, x->rows, x->bytes, log_quote(x->method, method),
             log_quote(x->path, path), x->is_complete ? "" : " cut=yes");
}
