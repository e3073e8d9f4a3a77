// Reads {name: style, …} and prints {name: [what the style specification says is
// wrong with it], …}.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const tools = createRequire(`${process.env.TOOLS}/`);
const { validateStyleMin } = await import(
    tools.resolve('@maplibre/maplibre-gl-style-spec'));
const styles = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify(Object.fromEntries(Object.entries(styles).map(
    ([name, style]) => [name, validateStyleMin(style).map(error =>
        `${error.message}`)]))));
