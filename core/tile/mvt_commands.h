// Reads the command integers of a feature (specification, 4.3).

#ifndef TILE_MVT_COMMANDS_H
#define TILE_MVT_COMMANDS_H

#include "tile/mvt_geom.h"
#include "tile/wire.h"

bool mvt_read_commands(struct arena *arena, struct wire commands,
                       enum mvt_type type, struct pixels *out,
                       struct error *err) MUST_CHECK;

#endif
