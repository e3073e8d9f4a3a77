// @camptocamp/ogc-client on the API at argv[2]: prints what it found as JSON.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const tools = createRequire(`${process.env.TOOLS}/`);
const { OgcApiEndpoint } = await import(
    pathToFileURL(tools.resolve('@camptocamp/ogc-client')));

const api = new OgcApiEndpoint(process.argv[2]);
const collection = 'monumenten';
const box = process.argv[3].split(',').map(Number);
const five = await api.getCollectionItems(collection, 5, null);
// Unless told otherwise it asks for an offset of 0.
const first = await api.getCollectionItems(collection, 5).catch(String);
const url = await api.getCollectionItemsUrl(collection, {
    limit: 3000, extent: box, asJson: true,
});
const page = await (await fetch(url)).json();
const whole = await api.getCollectionInfo(collection);
const one = await api.getCollectionItem(collection, process.argv[4]);

console.log(JSON.stringify({
    title: (await api.info).title,
    features: await api.hasFeatures,
    collections: (await api.featureCollections).length,
    formats: whole.itemFormats,
    count: whole.itemCount,
    queryables: whole.queryables.map(q => q.name),
    sortables: whole.sortables.map(s => s.name),
    five: five.map(f => f.id),
    first: Array.isArray(first) ? first.map(f => f.id) : first,
    boxed: page.features.map(f => f.id),
    one: one.properties.straat,
}));
