// Moving the map as calmly as its reader wants.

export function prefersStillness() {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

// Shows a box [west, south, east, north], no closer than a few streets around
// it, and is done when it is there.
export function showBox(map, box) {
    const arrived = map.once('moveend');
    map.fitBounds(box, {
        maxZoom: Math.max(map.getZoom(), 15),
        padding: 60,
        animate: !prefersStillness(),
        duration: 500,
    });
    return arrived;
}
