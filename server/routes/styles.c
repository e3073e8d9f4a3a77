#include "server/handlers/handlers.h"
#include "server/route_offers.h"
#include "server/route_params.h"
#include "server/routes/routes.h"

static const struct route rows[] = {
    { .path = "/v1/styles",
      .id = "getStyles",
      .tag = "Stijlen",
      .summary = "De stijlen: kaarten die klaar zijn voor gebruik",
      .description = "Gemaakte stijlen, voor zover hun gegevens er zijn, en "
                     "een voor elke collectie met een plaats.",
      .handle = get_styles,
      .offers = json_offers,
      .schema = "Styles",
      .kind = ROUTE_CATALOG },
    { .path = "/v1/styles/{styleId}",
      .id = "getMapStyle",
      .tag = "Stijlen",
      .summary = "Een stijl, zoals MapLibre hem neemt",
      .description = "Een stijl volgens MapLibre Style, versie 8. Zijn "
                     "tegels, letters en tekens komen van deze server.",
      .check = check_map_style,
      .handle = get_map_style,
      .params = style_page_params,
      .offers = style_offers,
      .schema = "MapStyle",
      .kind = ROUTE_DATA,
      .accepts_fields = true,
      .is_of_all = true },
    { .path = "/v1/styles/{styleId}/metadata",
      .id = "getStyleMetadata",
      .tag = "Stijlen",
      .summary = "Wat een stijl toont",
      .description = "Titel, herkomst, lagen en de collecties waarvan een "
                     "kaart de features kan aanwijzen.",
      .check = check_style,
      .handle = get_style_metadata,
      .params = style_params,
      .offers = matrix_offers,
      .schema = "StyleMetadata",
      .kind = ROUTE_DATA,
      .accepts_fields = true,
      .is_of_all = true },
    { .path = "/v1/styles/{styleId}/legend",
      .id = "getStyleLegend",
      .tag = "Stijlen",
      .summary = "De legenda van een stijl",
      .description = "Met dezelfde parameters als de stijl: dezelfde klassen "
                     "en kleuren.",
      .check = check_style,
      .handle = get_style_legend,
      .params = style_params,
      .offers = legend_offers,
      .schema = "Legend",
      .kind = ROUTE_DATA,
      .accepts_fields = true,
      .is_of_all = true },
};

const struct route_part style_routes = { rows, sizeof rows / sizeof *rows };
