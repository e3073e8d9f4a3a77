// Opens the map page argv[2] in Chromium; prints what its map shows and says, and
// which hosts were asked for what, as JSON. argv[3...] are colours, "r,g,b", to
// look for.
import { createRequire } from 'node:module';

const tools = createRequire(`${process.env.TOOLS}/`);
const { chromium } = tools('playwright-core');
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage',
        '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});

// How many pixels of the map have one of the colours, as far as a screen tells.
function countColour([red, green, blue]) {
    const { map } = document.getElementById('kaart');
    return new Promise(resolve => {
        map.once('render', () => {
            const source = map.getCanvas();
            const copy = document.createElement('canvas');
            [copy.width, copy.height] = [source.width, source.height];
            const pen = copy.getContext('2d');
            pen.drawImage(source, 0, 0);
            const { data } = pen.getImageData(0, 0, copy.width, copy.height);
            let count = 0;
            for (let i = 0; i < data.length; i += 4)
                count += Math.abs(data[i] - red) + Math.abs(data[i + 1] - green)
                    + Math.abs(data[i + 2] - blue) < 9;
            resolve(count / (copy.width * copy.height));
        });
        map.triggerRepaint();
    });
}

try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    const asked = {};
    const complaints = [];
    page.on('request', request => {
        const { host, pathname } = new URL(request.url());
        if (host) (asked[host] ??= []).push(pathname);
    });
    page.on('console', message => {
        if (message.type() === 'error' && !/GL Driver/.test(message.text()))
            complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
    await page.goto(process.argv[2]);
    await page.locator('#kaart[data-state]').waitFor({ timeout: 60000 });
    const shares = [];
    for (const colour of process.argv.slice(3))
        shares.push(await page.evaluate(countColour, colour.split(',').map(Number)));
    console.log(JSON.stringify({
        shares, asked, complaints,
        state: await page.locator('#kaart').getAttribute('data-state'),
        said: await page.locator('.kaartvak [role=status]').allInnerTexts(),
        named: await page.locator('.maplibregl-ctrl-attrib').innerText(),
        entries: await page.locator('#lijst ol a').count(),
    }));
} finally {
    await browser.close();
}
