// What answers each row of routes/, one function a resource.

#ifndef SERVER_HANDLERS_HANDLERS_H
#define SERVER_HANDLERS_HANDLERS_H

#include "server/route.h"

handler get_start_page;        // GET /
handler get_style;             // GET /style.css
handler get_landing_page;      // GET /v1
handler get_conformance;       // GET /v1/conformance
handler get_functions;         // GET /v1/functions
handler get_openapi;           // GET /v1/openapi.json
handler get_collections;       // GET /v1/collections
handler get_collection;        // GET /v1/collections/{collectionId}
handler get_schema;            // GET …/schema
handler get_queryables;        // GET …/queryables
handler get_sortables;         // GET …/sortables
handler get_items;             // GET …/items
handler get_item;              // GET …/items/{itemId}
handler get_download;          // GET …/download
handler get_adjacent;          // GET …/items/{itemId}/adjacent
handler get_values;            // GET …/values/{property}
handler get_aggregations;      // GET …/aggregations
handler get_aggregate;         // GET …/aggregate
handler get_tile_matrix_sets;  // GET /v1/tileMatrixSets
handler get_tile_matrix_set;   // GET /v1/tileMatrixSets/{tileMatrixSetId}
handler get_tilesets;          // GET …/tiles, /v1/tiles
handler get_tileset;           // GET …/tiles/{tileMatrixSetId}
handler get_tile;              // GET …/{tileMatrix}/{tileRow}/{tileCol}
handler get_styles;            // GET /v1/styles
handler get_map_style;         // GET /v1/styles/{styleId}
handler get_style_metadata;    // GET …/metadata
handler get_style_legend;      // GET …/legend
handler get_glyphs;            // GET /v1/fonts/{fontStack}/{range}
handler get_sprite;            // GET /v1/sprites/{file}
handler get_viewer_file;       // GET /viewer/{file}
handler get_wfs;               // GET and POST /v1/wfs

handler get_archives;      // GET /v1/tilesets
handler get_archive;       // GET /v1/tilesets/{tilesetId}
handler get_archive_tile;  // GET …/{tileMatrix}/{tileRow}/{tileCol}
handler get_archive_file;  // GET …/archive.pmtiles

stamper stamp_archive;
quick_handler get_tile_quick;

handler get_aggregate_tilesets;  // GET …/aggregate/tiles
handler get_aggregate_tileset;   // GET …/aggregate/tiles/{tileMatrixSetId}
handler get_aggregate_tile;      // GET …/{tileMatrix}/{tileRow}/{tileCol}

problem_writer write_wfs_problem;

checker check_items;      // what is asked of the features
checker check_adjacent;   // which properties, in what system
checker check_values;     // which features are counted
checker check_download;   // which features, in which order
checker check_tilesets;   // which features the list beside the map has
checker check_tile;       // which features, and what of them
checker check_map_tile;   // which collections
checker check_map_style;  // and its page for people
checker check_style;      // what is classed, and which moment
checker check_aggregate;  // that, groupBy and measures

checker check_aggregate_tiles;  // the same, for tiles

path_checker check_tile_path;
path_checker check_map_tile_path;  // and that of a tile matrix set
path_checker check_aggregate_tile_path;
path_checker check_archive_path;

#endif
