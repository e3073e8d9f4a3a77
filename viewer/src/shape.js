// Where a GeoJSON geometry is.

function* positions(coordinates) {
    if (typeof coordinates[0] === 'number') yield coordinates;
    else for (const part of coordinates) yield* positions(part);
}

export function boxOf(geometry) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const parts = geometry.geometries ?? [geometry];
    for (const part of parts)
        for (const [x, y] of positions(part.coordinates)) {
            box[0] = Math.min(box[0], x);
            box[1] = Math.min(box[1], y);
            box[2] = Math.max(box[2], x);
            box[3] = Math.max(box[3], y);
        }
    return box;
}

// Where a popup points: the middle of the line, else of the box.
export function anchorOf(geometry) {
    if (geometry.type === 'LineString')
        return geometry.coordinates[Math.floor(geometry.coordinates.length / 2)];
    const [west, south, east, north] = boxOf(geometry);
    return [(west + east) / 2, (south + north) / 2];
}
