// A background that whoever serves the data has chosen: raster tiles, under
// everything but the plain colour.

// Layers of the base that a background takes the place of.
const REPLACED = new Set(['gemeente-vlak']);

export function withBackground(style, { background, backgroundAttribution }) {
    if (!background) return style;
    const raster = { id: 'ondergrond', type: 'raster', source: 'ondergrond' };
    const rest = style.layers.filter(layer => !REPLACED.has(layer.id));
    const first = rest.findIndex(layer => layer.type !== 'background');
    return {
        ...style,
        sources: {
            ...style.sources,
            ondergrond: {
                type: 'raster', tiles: [background], tileSize: 256,
                attribution: backgroundAttribution,
            },
        },
        layers: [...rest.slice(0, first), raster, ...rest.slice(first)],
    };
}

// Says once, below the map, that the background does not come; the data are
// drawn without it.
export function tellBackground(map, place) {
    map.on('error', ({ sourceId, error }) => {
        if (sourceId !== 'ondergrond') return;
        if (place.dataset.backgroundState === 'failed') return;
        place.dataset.backgroundState = 'failed';
        console.warn(error);
        const note = document.createElement('p');
        note.className = 'zacht';
        note.setAttribute('role', 'status');
        note.textContent = 'De achtergrond van de kaart is niet te bereiken. '
            + 'De gegevens staan er wel op.';
        place.after(note);
    });
}
