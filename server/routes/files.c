#include "server/handlers/handlers.h"
#include "server/route_params.h"
#include "server/routes/routes.h"

static const struct route rows[] = {
    { .path = "/v1/fonts/{fontStack}/{range}",
      .id = "getGlyphs",
      .tag = "Stijlen",
      .summary = "Letters voor kaarten",
      .handle = get_glyphs,
      .params = version_params,
      UNLISTED },
    { .path = "/v1/sprites/{file}",
      .id = "getSprite",
      .tag = "Stijlen",
      .summary = "Tekens voor kaarten",
      .handle = get_sprite,
      .params = version_params,
      UNLISTED },
    { .path = "/viewer/{file}",
      .id = "getViewerFile",
      .tag = "Start",
      .summary = "De kaart op de pagina’s",
      .handle = get_viewer_file,
      .params = version_params,
      UNLISTED },
};

const struct route_part file_routes = { rows, sizeof rows / sizeof *rows };
