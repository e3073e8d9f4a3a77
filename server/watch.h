// Looks a few times a second whether an import has published, so that the
// server answers from the new version within a second.

#ifndef SERVER_WATCH_H
#define SERVER_WATCH_H

#include "server/app.h"

struct watch;

struct watch *watch_start(struct app *app, struct error *err) MUST_CHECK;
void watch_stop(struct watch *watch);  // NULL is fine

#endif
