// The map itself: the style that the page names, controls in Dutch.

import {
    FullscreenControl, GeolocateControl, Map,
    NavigationControl, ScaleControl, setWorkerUrl,
} from 'maplibre-gl';
import { Attribution } from './attribution.js';
import { withBackground } from './background.js';
import { locale } from './locale.js';
import { prefersStillness } from './motion.js';

export async function readStyle(place) {
    const answer = await fetch(place.dataset.style);
    if (!answer.ok) throw new Error(`de stijl gaf ${answer.status}`);
    return withBackground(await answer.json(), place.dataset);
}

function addControls(map) {
    map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    if (document.fullscreenEnabled)
        map.addControl(new FullscreenControl(), 'top-right');
    if (window.isSecureContext && navigator.geolocation)
        map.addControl(new GeolocateControl({}), 'top-right');
    map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    map.addControl(new Attribution(), 'bottom-right');
}

export function createMap(place, style) {
    setWorkerUrl(place.dataset.worker);
    place.hidden = false;
    const map = new Map({
        container: place,
        style,
        locale,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        // A page is scrolled past its map; zooming takes Ctrl or two fingers.
        cooperativeGestures: true,
        fadeDuration: prefersStillness() ? 0 : 300,
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    addControls(map);
    return map;
}

// Once everything in view has been drawn.
export function whenDrawn(map, then) {
    map.once('idle', () => {
        if (map.areTilesLoaded()) then();
        else whenDrawn(map, then);
    });
}
