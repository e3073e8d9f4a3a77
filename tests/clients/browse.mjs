// Opens the page argv[2] in Debian's Chromium (with WebGL drawn by the processor
// where WEBGL is set); prints its window.result, what its console complained
// about and which hosts were asked for anything, as JSON.
import { createRequire } from 'node:module';

const tools = createRequire(`${process.env.TOOLS}/`);
const { chromium } = tools('playwright-core');
const graphics = process.env.WEBGL
    ? ['--use-angle=swiftshader', '--enable-unsafe-swiftshader']
    : ['--disable-gpu'];
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...graphics],
});
try {
    const page = await browser.newPage();
    const complaints = [];
    const hosts = new Set();
    page.on('request', request => {
        const { host } = new URL(request.url());
        if (host) hosts.add(host);
    });
    page.on('console', message => {
        if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
    await page.goto(process.argv[2]);
    await page.waitForFunction('window.result', null, { timeout: 60000 })
        .catch(error => complaints.push(String(error)));
    const result = await page.evaluate('window.result || {}');
    console.log(JSON.stringify(
        { hosts: [...hosts].sort(), ...result, complaints }));
} finally {
    await browser.close();
}
