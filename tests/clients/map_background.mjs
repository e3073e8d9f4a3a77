// Opens the map page argv[2] in Chromium; prints what its map shows and says, and
// which hosts were asked for what, as JSON. argv[3...] are colours, "r,g,b", to
// look for.
import { listenTo, readColours, withChromium } from './chromium.mjs';

// The share of the map that has this colour, as far as a screen tells.
function shareOf(colours, [red, green, blue]) {
    let all = 0;
    let alike = 0;
    for (const seen of colours) {
        const off = Math.abs(seen.red - red) + Math.abs(seen.green - green)
            + Math.abs(seen.blue - blue);
        all += seen.count;
        if (off < 9) alike += seen.count;
    }
    return alike / all;
}

await withChromium(async browser => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    const asked = {};
    const complaints = listenTo(page);
    page.on('request', request => {
        const { host, pathname } = new URL(request.url());
        if (host) (asked[host] ??= []).push(pathname);
    });
    await page.goto(process.argv[2]);
    await page.locator('#kaart[data-state]').waitFor({ timeout: 60000 });
    const colours = await readColours(page);
    console.log(JSON.stringify({
        shares: process.argv.slice(3).map(
            colour => shareOf(colours, colour.split(',').map(Number))),
        asked, complaints,
        state: await page.locator('#kaart').getAttribute('data-state'),
        said: await page.locator('.kaartvak [role=status]').allInnerTexts(),
        named: await page.locator('.maplibregl-ctrl-attrib').innerText(),
        entries: await page.locator('#lijst ol a').count(),
    }));
});
