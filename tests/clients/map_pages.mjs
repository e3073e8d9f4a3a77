// Uses the map pages named in argv[2...] as people do: by pointer, by keyboard,
// without scripts. Prints what was seen of each, as JSON.
import { createRequire } from 'node:module';

const tools = createRequire(`${process.env.TOOLS}/`);
const { chromium } = tools('playwright-core');
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage',
        '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});

const inMap = (page, run, argument) => page.evaluate(
    ([text, given]) => new Function('map', 'given', `return (${text})(map, given)`)(
        document.getElementById('kaart').map, given), [run.toString(), argument]);

// How many pixels have another colour than the one that most have.
function countDrawn(map) {
    return new Promise(resolve => {
        map.once('render', () => {
            const source = map.getCanvas();
            const copy = document.createElement('canvas');
            [copy.width, copy.height] = [source.width, source.height];
            const pen = copy.getContext('2d');
            pen.drawImage(source, 0, 0);
            const bytes = new Uint32Array(
                pen.getImageData(0, 0, copy.width, copy.height).data.buffer);
            const counts = {};
            for (const pixel of bytes) counts[pixel] = (counts[pixel] || 0) + 1;
            resolve(bytes.length - Math.max(...Object.values(counts)));
        });
        map.triggerRepaint();
    });
}

// A feature that people can ask about, and a pixel where nothing lies over it.
function findFeature(map) {
    const layers = map.getStyle().metadata['buurt:collections']
        .flatMap(collection => collection.layers);
    const { width, height } = map.getCanvas().getBoundingClientRect();
    for (let y = 90; y < height - 60; y += 3)
        for (let x = 60; x < width - 90; x += 3) {
            const around = [[x - 5, y - 5], [x + 5, y + 5]];
            const found = map.queryRenderedFeatures(around, { layers });
            const ids = new Set(found.map(each => each.id));
            const isHit = map.queryRenderedFeatures([x, y], { layers }).length;
            if (isHit && ids.size === 1 && !(found[0].properties.point_count > 1))
                return { x, y, id: found[0].id, properties: found[0].properties };
        }
    return null;
}

async function readPopup(page) {
    await page.locator('.ballon').waitFor();
    return page.evaluate(() => ({
        text: document.querySelector('.ballon').innerText,
        names: [...document.querySelectorAll('.ballon dt')].map(e => e.textContent),
        hasFocus: document.querySelector('.ballon').contains(document.activeElement),
        shut: document.querySelector('.maplibregl-popup-close-button').ariaLabel,
    }));
}

async function point(page) {
    const feature = await inMap(page, findFeature);
    if (!feature) return null;
    await page.locator('#kaart canvas').click({ position: feature });
    const popup = await readPopup(page);
    await page.keyboard.press('Escape');
    await page.locator('.ballon').waitFor({ state: 'detached' });
    return { ...feature, popup };
}

// The first entry of the list, by keyboard only.
async function choose(page) {
    const link = page.locator('#lijst ol a').first();
    const entry = { href: await link.getAttribute('href'), name: await link.innerText() };
    await inMap(page, map => {
        map.moves = 0;
        map.on('move', () => { map.moves += 1; });
    });
    await link.focus();
    await page.keyboard.press('Enter');
    const popup = await readPopup(page);
    const moves = await inMap(page, map => map.moves);
    await page.keyboard.press('Escape');
    await page.locator('.ballon').waitFor({ state: 'detached' });
    const back = await page.evaluate(() => document.activeElement.href);
    return { ...entry, popup, moves, isBack: back === entry.href };
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

async function usePage(url, reducedMotion) {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 },
        reducedMotion });
    context.setDefaultTimeout(20000);
    const page = await context.newPage();
    const complaints = [];
    page.on('console', message => {
        if (['error', 'warning'].includes(message.type())
            && !/GL Driver Message|GPU stall/.test(message.text()))
            complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
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
    await look('drawn', () => inMap(page, countDrawn));
    await look('pointed', point);
    await look('chosen', choose);
    await look('followed', follow);
    await context.close();
    return seen;
}

async function readPlainly(url) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    const links = () => page.locator('#lijst ol a').evaluateAll(
        all => all.map(each => each.href));
    const seen = { isHidden: await page.locator('#kaart').isHidden(), first: await links() };
    const next = page.locator('#lijst nav a[rel=next]');
    if (await next.count()) {
        await next.focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/cursor=/);
        seen.second = await links();
    }
    await page.locator('#lijst ol a').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('main').waitFor();
    seen.item = page.url();
    await context.close();
    return seen;
}

try {
    const seen = {};
    for (const [i, url] of process.argv.slice(2).entries())
        seen[url] = { ...await usePage(url, i ? 'no-preference' : 'reduce'),
            plain: await readPlainly(url) };
    console.log(JSON.stringify(seen));
} finally {
    await browser.close();
}
