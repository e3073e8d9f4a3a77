// The map of a page: it appears in #kaart, and the list beside it follows.

import { tellBackground } from './background.js';
import { createMap, readStyle, whenDrawn } from './map.js';
import { createList } from './list.js';
import { createPopups } from './popup.js';
import { createPointing } from './pointing.js';

const place = document.getElementById('kaart');

async function start() {
    const style = await readStyle(place);
    const map = createMap(place, style);
    tellBackground(map, place);
    const popups = createPopups(map);
    createPointing(map, style, popups);
    const list = document.getElementById('lijst');
    if (list) createList(map, style, popups, list);
    whenDrawn(map, () => { place.dataset.state = 'drawn'; });
    // For who tries things in the console, and for the tests.
    place.map = map;
}

function tellFailure(problem) {
    const rest = document.getElementById('lijst') ? ' De lijst toont dezelfde gegevens.' : '';
    place.textContent = `De kaart kan niet worden getekend (${problem.message}).${rest}`;
    place.dataset.state = 'failed';
    place.hidden = false;
}

if (place) start().catch(tellFailure);
