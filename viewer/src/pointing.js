// Pointing at the map: which feature is there, and whose.

import { withParams } from './pages.js';
import { askable, isCounted } from './style.js';

const REACH = 5; // pixels around the pointer

// The collections that the style lets people ask about, by layer.
function collectionsByLayer(style) {
    const found = new Map();
    for (const collection of askable(style))
        for (const layer of collection.layers) found.set(layer, collection);
    return found;
}

// What a feature of the map is in the API: an item, or in a tile of counts
// (…/aggregate/tiles/…) one group of the same aggregate.
function urlOf(feature, collection, style) {
    const { level, code } = feature.properties;
    if (!isCounted(style, feature.source))
        return `${collection.href}/items/${encodeURIComponent(feature.id)}`;
    return withParams(style.sources[feature.source].url.replace(/\/aggregate\/tiles\/[^?]*/, '/aggregate'),
        { groupBy: level, [`${level}code`]: code, f: null });
}

export function createPointing(map, style, popups) {
    const collections = collectionsByLayer(style);

    function find({ x, y }) {
        const layers = [...collections.keys()].filter(id => map.getLayer(id));
        const box = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
        return map.queryRenderedFeatures(box, { layers })[0];
    }

    map.on('click', event => {
        const feature = find(event.point);
        if (!feature) return;
        if (feature.properties.point_count > 1) {
            map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 },
                { originalEvent: event.originalEvent });
            return;
        }
        const collection = collections.get(feature.layer.id);
        popups.show(urlOf(feature, collection, style), event.lngLat);
    });
    map.on('mousemove', event => {
        map.getCanvas().style.cursor = find(event.point) ? 'pointer' : '';
    });
}
