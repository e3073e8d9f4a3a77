// Reads a PMTiles file with the library of its makers, by Range from the
// server: pmtiles_reader.mjs URL. Prints the header, the metadata and a digest
// of each tile that the file says to have.

import {createHash} from 'node:crypto';
import {createRequire} from 'node:module';
import path from 'node:path';
import readline from 'node:readline';

const tools = createRequire(path.resolve(process.env.TOOLS, 'package.json'));
const {PMTiles, FetchSource} = tools('pmtiles');

const archive = new PMTiles(new FetchSource(process.argv[2]));
const tiles = {};
for await (const line of readline.createInterface({input: process.stdin})) {
  const [z, row, col] = line.split('/').map(Number);
  const tile = await archive.getZxy(z, col, row);
  tiles[line] = tile ? createHash('sha256')
    .update(Buffer.from(tile.data)).digest('hex') : null;
}
console.log(JSON.stringify({
  header: await archive.getHeader(),
  metadata: await archive.getMetadata(),
  tiles,
}));
