// Opens every page in Chromium and says what is wrong with it. Reads JSON:
// {"pages": [url], "kinds": [url], "maps": [url], "base": url, "keys": bool}.
// Writes one JSON object. The kinds are one page of each sort, the maps one page
// of each map; with `keys` it also uses the sample data by keyboard.
//
// On each page, and for each kind also dark, on a screen of 320 pixels and
// enlarged to 200 %: axe-core (WCAG 2.0 to 2.2, A and AA, and its best
// practices), no scrolling sideways, no message in the console, nothing loaded
// from elsewhere, no script but that of the map, which has to be drawn. On maps
// and on kinds with a map axe-core looks again with the focus in the list, with
// the focus on the map, and with an open popup.
import fs from 'node:fs';
import os from 'node:os';
import { tools, withChromium } from '../clients/chromium.mjs';

const axe = fs.readFileSync(tools.resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
    'best-practice'];
// At 200 % a window of 1280 by 900 holds half of that.
const LOOKS = [
    { name: 'wide', width: 1280, colorScheme: 'light' },
    { name: 'wide, dark', width: 1280, colorScheme: 'dark' },
    { name: '320 pixels', width: 320, colorScheme: 'light' },
    { name: '200 %', width: 640, height: 450, scale: 2, colorScheme: 'light' },
];

async function violations(page) {
    const cdp = await page.context().newCDPSession(page);
    // Beside the page's own world: its policy allows no scripts.
    const { frameTree } = await cdp.send('Page.getFrameTree');
    const { executionContextId } = await cdp.send('Page.createIsolatedWorld',
        { frameId: frameTree.frame.id });
    const run = async (expression) => (await cdp.send('Runtime.evaluate', {
        expression, contextId: executionContextId, awaitPromise: true,
        returnByValue: true,
    })).result.value;
    await run(axe + '; 0');
    const text = await run(`axe.run(document, {runOnly: {type: 'tag', values:
        ${JSON.stringify(TAGS)}}, resultTypes: ['violations']})
        .then(r => JSON.stringify(r.violations.map(v => [v.id, v.help,
            v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))])))`);
    await cdp.detach();
    if (!text) throw new Error('axe gave no answer');
    return JSON.parse(text);
}

async function judge(page, say, state) {
    for (const v of await violations(page)) say(`${state}axe: ${JSON.stringify(v)}`);
}

// A map in use: what somebody has in front of them who goes on by keyboard.
async function judgeStates(page, say) {
    const entry = page.locator('#lijst li > a:first-child').first();
    await page.locator('#kaart canvas').focus();
    await judge(page, say, 'focus on the map: ');
    if (!await entry.count()) return;
    await entry.focus();
    await judge(page, say, 'focus in the list: ');
    await page.keyboard.press('Enter');
    await page.locator('.ballon').waitFor();
    await judge(page, say, 'with a popup: ');
}

// One page that goes from one address to the next: a new one each time would
// cost as much as the judging. `here` says where it is.
async function openPage(browser, base, look, wrong) {
    const context = await browser.newContext({
        viewport: { width: look.width, height: look.height ?? 900 },
        deviceScaleFactor: look.scale ?? 1,
        colorScheme: look.colorScheme,
        reducedMotion: 'reduce',
        extraHTTPHeaders: { Accept: 'text/html' },
    });
    const page = await context.newPage();
    const here = { url: '' };
    const say = (what) => wrong.push(`${here.url} (${look.name}): ${what}`);
    page.on('console', (m) => {
        if (!/Failed to load resource.*status of 4/.test(m.text()))
            say(`console: ${m.text()}`);
    });
    page.on('dialog', (d) => { say(`dialog: ${d.message()}`); d.dismiss(); });
    page.on('request', (r) => {
        if (!r.url().startsWith(base) && !r.url().startsWith('data:'))
            say(`loads ${r.url()}`);
    });
    return { page, here, say, look, base };
}

// Whether there is a map, drawn.
async function waitForMap({ page, say }) {
    if (!await page.locator('#kaart').count()) return false;
    try {
        await page.locator('#kaart[data-state]').waitFor();
    } catch (e) {
        say(`the map is not drawn: ${e}`);
        return false;
    }
    if (!await page.locator('#kaart[data-state=failed]').count()) return true;
    say('the map is not drawn');
    return false;
}

async function lookAt(opened, url, isUsed) {
    const { page, here, say, look, base } = opened;
    here.url = url;
    await page.goto(url, { waitUntil: 'load' });
    const hasMap = await waitForMap(opened);
    await judge(page, say, '');
    const seen = await page.evaluate((viewer) => ({
        scripts: [...document.scripts].filter(
            (script) => !script.src.startsWith(viewer)).length,
        handlers: document.querySelectorAll(
            '[onclick],[onerror],[onmouseover]').length,
        width: document.documentElement.scrollWidth,
        headings: document.querySelectorAll('h1').length,
        language: document.documentElement.lang,
    }), `${base}/viewer/viewer.js?v=`);
    if (seen.scripts || seen.handlers) say('has a script');
    if (seen.width > look.width) say(`is ${seen.width} pixels wide`);
    if (seen.headings !== 1) say(`has ${seen.headings} h1`);
    if (seen.language !== 'nl') say(`is in ${seen.language}`);
    if (hasMap && isUsed)
        await judgeStates(page, say).catch((e) => say(`in use: ${e}`));
}

// As many pages side by side as there are processors.
async function lookAtAll(browser, job, wrong) {
    const used = new Set([...job.maps, ...job.kinds]);
    for (const look of LOOKS) {
        const urls = [...(look === LOOKS[0] ? job.pages : job.kinds)];
        await Promise.all(os.cpus().map(async () => {
            const opened = await openPage(browser, job.base, look, wrong);
            while (urls.length) {
                const url = urls.shift();
                await lookAt(opened, url, used.has(url));
            }
            await opened.page.context().close();
        }));
    }
}

// Tab, Enter: past the header and into the text.
async function skipLink(context, base, wrong) {
    const page = await context.newPage();
    await page.goto(`${base}/v1/collections?f=html`);
    await page.keyboard.press('Tab');
    const first = await page.evaluate(() => document.activeElement.className);
    await page.keyboard.press('Enter');
    const then = await page.evaluate(() => document.activeElement.id);
    if (first !== 'naar-inhoud' || then !== 'inhoud')
        wrong.push(`the skip link: first ${first}, then ${then}`);
    await page.close();
}

// A choice made and sent by keyboard narrows the list; empty lines do not.
async function form(context, base, wrong) {
    const page = await context.newPage();
    await page.goto(`${base}/v1/collections/monumenten/items?f=html`);
    await page.getByLabel('Hoofdcategorie').selectOption('Archeologie');
    await page.getByRole('button', { name: 'Toon' }).focus();
    await Promise.all([
        page.waitForURL(/hoofdcategorie=Archeologie/),
        page.keyboard.press('Enter'),
    ]);
    const status = await page.getByRole('status').textContent();
    const chosen = await page.getByLabel('Hoofdcategorie').inputValue();
    const first = await page.locator('tbody td').first().textContent();
    if (!/^\d+ rijen gevonden/.test(status) || chosen !== 'Archeologie' ||
        first !== 'Archeologie')
        wrong.push(`the form: ${status}, ${chosen}, ${first}`);
    await page.getByRole('link', { name: 'Volgende pagina' }).click();
    const later = await page.locator('tbody td').first().textContent();
    const back = await page.getByRole('link',
        { name: 'Naar de eerste pagina' }).count();
    if (later !== 'Archeologie' || back !== 1)
        wrong.push(`the next page: ${later}, ${back} ways back`);
    await page.close();
}

const job = JSON.parse(fs.readFileSync(0, 'utf8'));
const wrong = [];
await withChromium(async (browser) => {
    await lookAtAll(browser, job, wrong);
    if (!job.keys) return;
    const context = await browser.newContext();
    await skipLink(context, job.base, wrong);
    await form(context, job.base, wrong);
});
console.log(JSON.stringify({ wrong }));
