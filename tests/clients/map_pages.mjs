// Uses the map pages named in argv[2...] as people do: by pointer, by keyboard,
// without scripts. Prints what was seen of each, as JSON. The first one is seen
// by somebody who wants motion, the others by people who do not.
import { inMap, listenTo, readColours, withChromium } from './chromium.mjs';

const POINTED = 3; // features of a map
const CHOSEN = 5; // entries of its list
const ENTRY = '#lijst ol > li > a:first-child';

// How many pixels have another colour than the one that most have.
async function countDrawn(page) {
    const counts = (await readColours(page)).map(colour => colour.count);
    return counts.reduce((sum, count) => sum + count) - Math.max(...counts);
}

// Features that people can ask about, each with a pixel that nothing else is
// near to.
function findFeatures(map) {
    const all = map.getStyle().metadata['buurt:collections'];
    const layers = all.flatMap(collection => collection.layers);
    const { width, height } = map.getCanvas().getBoundingClientRect();
    const features = new Map();
    for (let y = 90; y < height - 60; y += 3)
        for (let x = 60; x < width - 90; x += 3) {
            const around = [[x - 8, y - 8], [x + 8, y + 8]];
            const found = map.queryRenderedFeatures(around, { layers });
            const ids = new Set(found.map(each => each.id));
            const [hit] = map.queryRenderedFeatures([x, y], { layers });
            if (!hit || ids.size !== 1 || features.has(hit.id)
                || hit.properties.point_count > 1) continue;
            const collection = all.find(each => each.layers.includes(hit.layer.id)).id;
            features.set(hit.id, { x, y, id: hit.id, collection, properties: hit.properties });
        }
    return [...features.values()];
}

// What the map writes on areas that are counted.
function findLabels(map) {
    const layers = map.getStyle().layers.filter(
        layer => /number-format/.test(JSON.stringify(layer.layout?.['text-field'] ?? '')));
    return map.queryRenderedFeatures({ layers: layers.map(layer => layer.id) }).map(
        feature => ({ ...feature.properties, text: String(feature.layer.layout['text-field']) }));
}

async function readPopup(page) {
    await page.locator('.ballon').waitFor();
    return page.evaluate(() => {
        const popup = document.querySelector('.ballon');
        const [title, own] = [popup.querySelector('h2'), popup.querySelector(':scope > a')];
        const facts = [...popup.querySelectorAll('dt, dd')];
        return {
            title: title.textContent,
            url: own.href,
            html: popup.innerHTML,
            hidden: facts.filter(fact => !fact.checkVisibility()).map(fact => fact.textContent),
            hasFocus: popup.contains(document.activeElement),
            shut: document.querySelector('.maplibregl-popup-close-button').ariaLabel,
        };
    });
}

async function closePopup(page) {
    await page.keyboard.press('Escape');
    await page.locator('.ballon').waitFor({ state: 'detached' });
}

// Some of the features, all over the map.
async function point(page) {
    const features = await inMap(page, findFeatures);
    const step = Math.ceil(features.length / POINTED);
    const pointed = features.filter((_, i) => i % step === 0);
    for (const feature of pointed) {
        await page.locator('#kaart canvas').click({ position: feature });
        feature.popup = await readPopup(page);
        await closePopup(page);
    }
    return pointed;
}

// An entry of the list, by keyboard only.
async function choose(page, link) {
    const entry = { href: await link.getAttribute('href'), name: await link.innerText(),
        html: await link.evaluate(each => each.parentElement.innerHTML) };
    await inMap(page, map => { map.moves = 0; });
    await link.focus();
    await page.keyboard.press('Enter');
    const popup = await readPopup(page);
    const moves = await inMap(page, map => map.moves);
    await closePopup(page);
    const back = await page.evaluate(() => document.activeElement.href);
    return { ...entry, popup, moves, isBack: back === entry.href };
}

async function chooseAll(page) {
    const chosen = [];
    await inMap(page, map => { map.on('move', () => { map.moves += 1; }); });
    for (const link of (await page.locator(ENTRY).all()).slice(0, CHOSEN))
        chosen.push(await choose(page, link));
    return chosen;
}

// Closer by one step: the list says how much is there.
async function follow(page) {
    const status = page.locator('#lijst [role=status]');
    const asked = page.waitForResponse(answer => answer.url().includes('bbox='));
    await page.getByRole('button', { name: 'Inzoomen' }).click();
    const answer = await asked;
    await answer.finished();
    await page.waitForFunction(url => document.getElementById('lijst').dataset.url === url,
        answer.url());
    return { url: answer.url(), status: await status.innerText() };
}

async function usePage(browser, url, reducedMotion) {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 },
        reducedMotion });
    context.setDefaultTimeout(20000);
    const page = await context.newPage();
    const complaints = listenTo(page, ['error', 'warning']);
    const listed = page.waitForResponse(answer => answer.url().includes('bbox='));
    await page.goto(url);
    await page.locator('#kaart[data-state]').waitFor({ timeout: 60000 });
    await listed;
    const seen = { complaints };
    const look = async (name, run) => {
        try { seen[name] = await run(page); } catch (error) {
            complaints.push(`${name}: ${error.message}`);
        }
    };
    seen.state = await page.locator('#kaart').getAttribute('data-state');
    await look('collections', () => inMap(page,
        map => map.getStyle().metadata['buurt:collections']));
    await look('drawn', countDrawn);
    await look('pointed', point);
    await look('labels', () => inMap(page, findLabels));
    await look('chosen', chooseAll);
    await look('followed', follow);
    await context.close();
    return seen;
}

async function readPlainly(browser, url) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    const links = () => page.locator(ENTRY).evaluateAll(
        all => all.map(each => each.href));
    const seen = { isHidden: await page.locator('#kaart').isHidden(), first: await links() };
    const next = page.locator('#lijst nav a[rel=next]');
    if (await next.count()) {
        await next.focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/cursor=/);
        seen.second = await links();
    }
    await page.locator(ENTRY).first().focus();
    await page.keyboard.press('Enter');
    await page.locator('main').waitFor();
    seen.item = page.url();
    await context.close();
    return seen;
}

// Two pages side by side: half of the time is waiting.
await withChromium(async browser => {
    const seen = {};
    const urls = [...process.argv.slice(2).entries()];
    await Promise.all([1, 2].map(async () => {
        while (urls.length) {
            const [i, url] = urls.shift();
            seen[url] = { ...await usePage(browser, url, i ? 'reduce' : 'no-preference'),
                plain: await readPlainly(browser, url) };
        }
    }));
    console.log(JSON.stringify(seen));
});
