// What the tests in Chromium share: how it is opened, what it complains of, and
// what the map of a page looks like.
import { createRequire } from 'node:module';

// The packages in the folder TOOLS.
export const tools = createRequire(`${process.env.TOOLS}/`);

// Gives `run` an open browser, Debian's; WebGL is drawn by the processor.
export async function withChromium(run) {
    const browser = await tools('playwright-core').chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: ['--no-sandbox', '--disable-dev-shm-usage',
            '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    });
    try {
        return await run(browser);
    } finally {
        await browser.close();
    }
}

// What goes wrong on a page from now on, in a list that grows. How fast the
// processor draws is no complaint.
export function listenTo(page, types = ['error']) {
    const complaints = [];
    page.on('console', message => {
        if (types.includes(message.type())
            && !/GL Driver Message|GPU stall/.test(message.text()))
            complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
    return complaints;
}

// Calls `run(map, argument)` in the page.
export function inMap(page, run, argument) {
    return page.evaluate(
        ([text, given]) => new Function('map', 'given', `return (${text})(map, given)`)(
            document.getElementById('kaart').map, given), [run.toString(), argument]);
}

function countColours(map) {
    return new Promise(resolve => {
        map.once('render', () => {
            const source = map.getCanvas();
            const copy = document.createElement('canvas');
            [copy.width, copy.height] = [source.width, source.height];
            const pen = copy.getContext('2d');
            pen.drawImage(source, 0, 0);
            const { data } = pen.getImageData(0, 0, copy.width, copy.height);
            const counts = new Map();
            for (let i = 0; i < data.length; i += 4) {
                const colour = (data[i] << 16) + (data[i + 1] << 8) + data[i + 2];
                counts.set(colour, (counts.get(colour) ?? 0) + 1);
            }
            resolve([...counts]);
        });
        map.triggerRepaint();
    });
}

// The colours of the map, each with the number of its pixels.
export async function readColours(page) {
    return (await inMap(page, countColours)).map(([colour, count]) => ({
        red: colour >> 16, green: (colour >> 8) & 255, blue: colour & 255, count,
    }));
}
