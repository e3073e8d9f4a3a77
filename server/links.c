#include "server/links.h"

void link_write(struct json *json, const struct link *link)
{
    json_object_begin(json);
    json_member_str(json, "rel", str_from(link->rel));
    json_member_str(json, "type", str_from(link->type));
    if (link->title) json_member_str(json, "title", str_from(link->title));
    json_member_str(json, "href", link->href);
    json_object_end(json);
}

str collection_url(const struct request *request,
                   const struct collection *collection, const char *tail)
{
    struct buf url;
    buf_init(&url, request->arena, SIZE_MAX);
    buf_add_str(&url, request->base_url);
    buf_add_str(&url, STR("/v1/collections/"));
    percent_encode(&url, collection->id, "");
    buf_add_str(&url, str_from(tail));
    str done = { 0 };
    return buf_finish(&url, &done, NULL) ? done : (str){ 0 };
}

bool links_has_form(const struct request *request, const struct offer *offer)
{
    const struct offer *first = request->route->offers;
    while (first->format != offer->format) first++;
    return first == offer && !(request->absent_forms & 1u << offer->format);
}

void links_write_self(struct json *json, const struct request *request)
{
    const char *titles[] = {
        [FORMAT_JSON] = "als JSON",
        [FORMAT_GEOJSON] = "als GeoJSON",
        [FORMAT_CSV] = "als CSV",
        [FORMAT_OPENAPI] = "als OpenAPI",
        [FORMAT_SCHEMA] = "als JSON Schema",
        [FORMAT_HTML] = "als HTML",
        [FORMAT_TEXT] = "als tekst",
        [FORMAT_GEOJSONSEQ] = "als GeoJSON Text Sequence",
        [FORMAT_JSONFG] = "als JSON-FG",
        [FORMAT_FLATGEOBUF] = "als FlatGeobuf",
        [FORMAT_GEOPACKAGE] = "als GeoPackage",
        [FORMAT_TILEJSON] = "als TileJSON",
        [FORMAT_MVT] = "als Mapbox Vector Tile",
        [FORMAT_SVG] = "als SVG",
        [FORMAT_PNG] = "als PNG",
        [FORMAT_STYLE] = "als stijl voor MapLibre",
    };
    link_write(json,
               &(struct link){ "self", format_link_type(request->format),
                               "Dit document",
                               request_url_with(request, NULL, (str){ 0 }) });
    // No URL leads to what a body asks.
    if (request->route->is_post_only) return;
    const struct offer *offers = request->route->offers;
    for (const struct offer *offer = offers; offer && offer->name; offer++) {
        if (offer->format == request->format || !links_has_form(request, offer))
            continue;
        str href = request_form_url(request, offer);
        link_write(json,
                   &(struct link){ "alternate", format_link_type(offer->format),
                                   titles[offer->format], href });
    }
}

void links_write_collection(struct json *json, const struct request *request)
{
    link_write(json, &(struct link){
                         "collection", "application/json", "De collectie",
                         collection_url(request, request->collection, "") });
}

void links_set_header(struct response *response, const struct request *request)
{
    str text;
    struct buf header;
    const struct offer *offers = request->route->offers;
    buf_init(&header, request->arena, 32 * 1024);
    for (const struct offer *offer = offers; offer && offer->name; offer++) {
        if (offer->format == request->format || !links_has_form(request, offer))
            continue;
        str href = request_form_url(request, offer);
        link_header_add(&header,
                        &(struct link){ "alternate",
                                        format_link_type(offer->format), NULL,
                                        href });
    }
    if (header.len && buf_finish(&header, &text, NULL))
        response_header(response, "Link", text);
}

void link_header_add(struct buf *out, const struct link *link)
{
    if (out->len) buf_add_str(out, STR(", "));
    buf_addf(out, "<%.*s>; rel=\"%s\"; type=\"%s\"", STR_ARG(link->href),
             link->rel, link->type);
}
