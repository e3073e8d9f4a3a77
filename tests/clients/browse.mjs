// Opens the page argv[2] in Chromium; prints its window.result, what its console
// complained about and which hosts were asked for anything, as JSON.
import { listenTo, withChromium } from './chromium.mjs';

await withChromium(async browser => {
    const page = await browser.newPage();
    const complaints = listenTo(page);
    const hosts = new Set();
    page.on('request', request => {
        const { host } = new URL(request.url());
        if (host) hosts.add(host);
    });
    await page.goto(process.argv[2]);
    await page.waitForFunction('window.result', null, { timeout: 60000 })
        .catch(error => complaints.push(String(error)));
    const result = await page.evaluate('window.result || {}');
    console.log(JSON.stringify(
        { hosts: [...hosts].sort(), ...result, complaints }));
});
