// maxAllowableOffset and zoom: features of areas with simpler shapes.
//
//   struct simpler simpler;
//   if (!simpler_open(&simpler, app, request, &selection, err)) return false;
//   ... simpler_feature(&simpler, &feature, err) for each ...
//   simpler_close(&simpler);

#ifndef SERVER_SIMPLER_H
#define SERVER_SIMPLER_H

#include "server/app.h"
#include "server/selection.h"

struct simpler {
    const struct app *app;
    const struct simple_map *map;  // NULL: shapes stay what they are
    struct crs_transform *transform;
    struct arena *arena;  // one feature's
};

// Records what is wrong with the parameters.
void check_simpler(struct request *request);

// Makes the shapes of the collection, or finds them made.
bool simpler_open(struct simpler *simpler, const struct app *app,
                  const struct request *request,
                  const struct selection *selection,
                  struct error *err) MUST_CHECK;
// Its geometry stays valid until the next call.
bool simpler_feature(struct simpler *simpler, struct feature *feature,
                     struct error *err) MUST_CHECK;
void simpler_close(struct simpler *simpler);

#endif
