// What is known of one feature, at its place: what its own page shows of an
// item, or the page of counts of one group.

import { Popup } from 'maplibre-gl';
import { readPart, withParams } from './pages.js';

// Narrower than the map of a phone.
const WIDTH = 'min(22rem, calc(100vw - 4rem))';

// The first row of a table, as a list of its columns.
function listOfRow(table) {
    const list = document.createElement('dl');
    const heads = table.querySelectorAll('thead th');
    table.querySelectorAll('tbody tr:first-child > *').forEach((cell, i) => {
        for (const [name, from] of [['dt', heads[i]], ['dd', cell]]) {
            const part = document.createElement(name);
            part.append(...from.childNodes);
            list.append(part);
        }
    });
    return list;
}

// The content of a popup, from the page at `url`.
async function readContent(url, signal) {
    const page = withParams(url, { f: 'html' });
    const main = await readPart(page, 'main', signal);
    const content = document.createElement('div');
    content.className = 'ballon';
    content.tabIndex = -1;
    content.setAttribute('role', 'group');
    const title = document.createElement('h2');
    title.id = 'ballon-kop';
    title.textContent = main.querySelector('h1').textContent;
    content.setAttribute('aria-labelledby', title.id);
    const link = document.createElement('a');
    link.href = page;
    link.textContent = 'Eigen pagina';
    content.append(title,
        main.querySelector('dl') ?? listOfRow(main.querySelector('table')), link);
    return content;
}

// One popup at a time. `returnTo` gets the focus back when it closes.
export function createPopups(map) {
    let open = null;
    let asked = null;

    function close() {
        asked?.abort();
        open?.remove();
    }

    async function show(url, at, returnTo) {
        close();
        asked = new AbortController();
        const { signal } = asked;
        const content = await readContent(url, signal);
        if (signal.aborted) return;
        const popup = new Popup({ maxWidth: WIDTH, focusAfterOpen: false });
        popup.setLngLat(at).setDOMContent(content).addTo(map);
        popup.on('close', () => {
            if (open === popup) open = null;
            if (document.activeElement === document.body
                || popup.getElement()?.contains(document.activeElement))
                (returnTo?.isConnected ? returnTo : map.getCanvas()).focus();
        });
        open = popup;
        content.focus();
    }

    function showQuietly(...args) {
        show(...args).catch(problem => {
            if (problem.name !== 'AbortError') console.warn(problem);
        });
    }

    document.addEventListener('keydown', event => {
        if (event.key === 'Escape' && open) close();
    });
    return { show: showQuietly, close };
}
