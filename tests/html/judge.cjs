// Opens every page in Chromium and says what is wrong with it. Reads JSON:
// {"pages": [url], "kinds": [url], "chromium": path, "base": url, "keys": bool}.
// Writes one JSON object. The kinds are one page of each sort; with `keys` it
// also uses the sample data by keyboard.
//
// On each page, and for each kind also dark and on a screen of 320 pixels:
// axe-core (WCAG 2.0 to 2.2, A and AA, and its best practices), no scrolling
// sideways, no message in the console, nothing loaded from elsewhere, no
// script but that of the map, which has to be drawn.
const fs = require('fs');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
    'best-practice'];
const LOOKS = [
    { name: 'wide', width: 1280, colorScheme: 'light' },
    { name: 'wide, dark', width: 1280, colorScheme: 'dark' },
    { name: '320 pixels', width: 320, colorScheme: 'light' },
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
    if (!text) throw new Error('axe gave no answer');
    return JSON.parse(text);
}

async function lookAt(context, base, url, look, wrong) {
    const page = await context.newPage();
    const say = (what) => wrong.push(`${url} (${look.name}): ${what}`);
    page.on('console', (m) => {
        if (!/Failed to load resource.*status of 4/.test(m.text()))
            say(`console: ${m.text()}`);
    });
    page.on('dialog', (d) => { say(`dialog: ${d.message()}`); d.dismiss(); });
    page.on('request', (r) => {
        if (!r.url().startsWith(base) && !r.url().startsWith('data:'))
            say(`loads ${r.url()}`);
    });
    await page.goto(url, { waitUntil: 'load' });
    if (await page.locator('#kaart').count())
        await page.locator('#kaart[data-state]').waitFor()
            .then(() => page.locator('#kaart[data-state=failed]').count())
            .then((count) => count && say('the map is not drawn'),
                (e) => say(`the map is not drawn: ${e}`));
    for (const v of await violations(page)) say(`axe: ${JSON.stringify(v)}`);
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
    await page.close();
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

async function main() {
    const job = JSON.parse(fs.readFileSync(0, 'utf8'));
    const wrong = [];
    const browser = await chromium.launch({
        executablePath: job.chromium, args: ['--no-sandbox',
            '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    });
    for (const look of LOOKS) {
        const context = await browser.newContext({
            viewport: { width: look.width, height: 900 },
            colorScheme: look.colorScheme,
            extraHTTPHeaders: { Accept: 'text/html' },
        });
        for (const url of look === LOOKS[0] ? job.pages : job.kinds)
            await lookAt(context, job.base, url, look, wrong);
        await context.close();
    }
    const context = await browser.newContext();
    if (job.keys) {
        await skipLink(context, job.base, wrong);
        await form(context, job.base, wrong);
    }
    await browser.close();
    console.log(JSON.stringify({ wrong }));
}

main().catch((problem) => {
    console.error(problem);
    process.exit(1);
});
