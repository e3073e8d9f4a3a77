// The list beside the map: the server's own, asked again for what is in view.

import { showBox } from './motion.js';
import { readJson, readPart, withParams } from './pages.js';
import { askable, isCounted } from './style.js';
import { anchorOf, boxOf } from './shape.js';

const PAUSE = 250; // milliseconds without movement

function boxInView(map) {
    const bounds = map.getBounds();
    return [
        Math.max(bounds.getWest(), -180), Math.max(bounds.getSouth(), -90),
        Math.min(bounds.getEast(), 180), Math.min(bounds.getNorth(), 90),
    ].map(value => value.toFixed(6)).join(',');
}

// Of a map of counts: the level of the areas that it shows at this zoom.
function levelInView(map, style) {
    const counted = askable(style).find(collection => isCounted(style, collection.source));
    if (!counted) return {};
    const layers = counted.layers.filter(id => map.getLayer(id));
    const level = map.queryRenderedFeatures({ layers })[0]?.properties.level;
    return level ? { groupBy: level } : {};
}

function isPlainClick(event) {
    return event.button === 0 && !event.ctrlKey && !event.metaKey
        && !event.shiftKey && !event.altKey;
}

export function createList(map, style, popups, list) {
    let asked = null;
    let timer = null;

    // What is read out is only what has changed: the number and the entries.
    async function load(url) {
        asked?.abort();
        asked = new AbortController();
        const part = await readPart(url, '#lijst', asked.signal);
        list.querySelector('[role=status]').textContent =
            part.querySelector('[role=status]').textContent;
        for (const old of list.querySelectorAll('ol, nav, .alles')) old.remove();
        list.append(...part.querySelectorAll('ol, nav, .alles'));
        list.dataset.url = url;
    }

    function loadQuietly(url) {
        return load(url).catch(problem => {
            if (problem.name !== 'AbortError') console.warn(problem);
        });
    }

    function follow() {
        clearTimeout(timer);
        timer = setTimeout(() => loadQuietly(withParams(location.href,
            { f: 'html', bbox: boxInView(map), cursor: null, ...levelInView(map, style) })), PAUSE);
    }

    async function choose(link) {
        const found = await readJson(withParams(link.href, { f: 'geojson' }));
        // Counts of one area come as a collection of one.
        const { geometry } = found.features?.[0] ?? found;
        if (!geometry) { location.href = link.href; return; }
        popups.close();
        await showBox(map, boxOf(geometry));
        popups.show(link.href, anchorOf(geometry), link);
    }

    list.addEventListener('click', event => {
        // Entries and pages; a web address among the facts is only a link.
        const link = event.target.closest('nav a, li > a:first-child');
        if (!link || !isPlainClick(event)) return;
        event.preventDefault();
        if (link.closest('nav'))
            loadQuietly(link.href).then(() => list.querySelector('h2').focus());
        else choose(link).catch(() => { location.href = link.href; });
    });
    // A move that the list itself asked for leaves the list as it is.
    map.on('moveend', event => { if (event.originalEvent) follow(); });
    map.once('idle', follow);
}
