// The licences of every package that becomes part of what the pages load: those
// that the lock file does not call development, as they lie in node_modules.

import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

async function readLicence(folder) {
    const names = await readdir(folder);
    const name = names.find(each => /^(licen[cs]e|copying)/i.test(each));
    return name ? readFile(path.join(folder, name), 'utf8') : null;
}

export async function readNotices(lock, modules) {
    const { packages } = JSON.parse(await readFile(lock, 'utf8'));
    const notices = [];
    for (const [place, fact] of Object.entries(packages)) {
        // Declarations of types are no part of it.
        if (!place || fact.dev || place.includes('/@types/')) continue;
        const folder = path.join(path.dirname(modules), place);
        const about = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
        const text = await readLicence(folder);
        if (!text && !about.license) throw new Error(`${about.name} states no licence`);
        notices.push(`${about.name} ${about.version} (${about.license ?? 'see below'})`
            + `\n\n${text?.trim() ?? 'The package carries no text of its licence.'}\n`);
    }
    return notices.join(`\n${'-'.repeat(72)}\n\n`);
}
