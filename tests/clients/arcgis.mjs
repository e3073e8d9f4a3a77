// What arcgis.html runs, once esbuild has joined it with @arcgis/core: loads
// the collection named in the query as an OGCFeatureLayer, asks it for
// everything and for a box, draws it, and says what came.
import esriConfig from '@arcgis/core/config.js';
import * as reactiveUtils from '@arcgis/core/core/reactiveUtils.js';
import Extent from '@arcgis/core/geometry/Extent.js';
import OGCFeatureLayer from '@arcgis/core/layers/OGCFeatureLayer.js';
import Map from '@arcgis/core/Map.js';
import MapView from '@arcgis/core/views/MapView.js';

const asked = new URLSearchParams(location.search);
const [xmin, ymin, xmax, ymax] = asked.get('box').split(',').map(Number);
const box = new Extent({
    xmin, ymin, xmax, ymax, spatialReference: { wkid: 4326 },
});
const symbols = {
    point: { type: 'simple-marker', color: [200, 0, 60], size: 8, outline: null },
    polyline: { type: 'simple-line', color: [200, 0, 60], width: 4 },
    polygon: { type: 'simple-fill', color: [200, 0, 60], outline: null },
};
esriConfig.assetsPath =
    new URL('/arcgis/node_modules/@arcgis/core/assets', location.href).href;

function layer() {
    const options = { url: asked.get('root'), collectionId: asked.get('id') };
    const type = asked.get('geometry');
    if (type) options.geometryType = type;
    if (asked.get('limit')) options.maxRecordCount = Number(asked.get('limit'));
    return new OGCFeatureLayer(options);
}

async function query(source, words) {
    const question = Object.assign(source.createQuery(), words);
    const found = await source.queryFeatures(question);
    return {
        ids: found.features.map(f => f.attributes[source.objectIdField]),
        first: found.features[0]?.attributes,
        place: found.features[0]?.geometry?.toJSON(),
        wkid: found.spatialReference?.wkid,
        cut: found.exceededTransferLimit,
    };
}

// How many pixels have the colour of the symbols.
function painted({ data }) {
    let count = 0;
    for (let i = 0; i < data.data.length; i += 4)
        if (data.data[i] > 150 && data.data[i + 1] < 100) count++;
    return count;
}

async function draw(source) {
    source.renderer = { type: 'simple', symbol: symbols[source.geometryType] };
    const view = new MapView({
        container: 'map', map: new Map({ layers: [source] }), extent: box,
    });
    const shown = await view.whenLayerView(source);
    await reactiveUtils.whenOnce(() => !view.updating && !shown.updating);
    const { features } = await shown.queryFeatures();
    return {
        drawn: features.map(f => f.attributes[source.objectIdField]),
        painted: painted(await view.takeScreenshot()),
        view: view.spatialReference.wkid,
    };
}

async function main() {
    const source = layer();
    await source.load();
    return {
        fields: source.fields.map(
            ({ name, alias, type }) => ({ name, alias, type })),
        geometry: source.geometryType,
        id: source.objectIdField, wkid: source.spatialReference.wkid,
        extent: source.fullExtent?.toJSON(),
        page: source.capabilities.query.maxRecordCount,
        all: await query(source, {}),
        boxed: await query(source, { geometry: box }),
        mercator: await query(source,
            { geometry: box, outSpatialReference: { wkid: 3857 } }),
        ...await draw(source),
        crossOrigin: new URL(asked.get('root')).origin !== location.origin,
    };
}

main().then(found => { window.result = found; }, error => {
    window.result = { error: `${error.name}: ${error.message}` };
});
