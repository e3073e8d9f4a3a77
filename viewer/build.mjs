// Makes what the pages load, in the folder argv[2]: viewer.js, worker.js,
// viewer.css and notices.txt. argv[3] is where node_modules is.

import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNotices } from './notices.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const [folder, home] = [process.argv[2], process.argv[3] ?? here].map(each => path.resolve(each));
const modules = path.join(home, 'node_modules');
const esbuild = createRequire(path.join(home, 'package.json'))('esbuild');

const common = {
    bundle: true, minify: true, legalComments: 'none', logLevel: 'warning',
    target: ['es2022'], charset: 'utf8', nodePaths: [modules],
};

await mkdir(folder, { recursive: true });
await esbuild.build({
    ...common, format: 'esm',
    entryPoints: { viewer: path.join(here, 'src/main.js') }, outdir: folder,
    banner: { js: '// Licences: notices.txt beside this file' },
});
await esbuild.build({
    ...common, format: 'esm',
    entryPoints: { worker: path.join(modules, 'maplibre-gl/dist/maplibre-gl-worker.mjs') },
    outdir: folder,
});
const sheets = [path.join(modules, 'maplibre-gl/dist/maplibre-gl.css'),
    path.join(here, 'src/viewer.css')];
const text = (await Promise.all(sheets.map(name => readFile(name, 'utf8')))).join('\n');
const { code } = await esbuild.transform(text, { loader: 'css', minify: true });
await writeFile(path.join(folder, 'viewer.css'), code);
await writeFile(path.join(folder, 'notices.txt'),
    await readNotices(path.join(here, 'package-lock.json'), modules));
