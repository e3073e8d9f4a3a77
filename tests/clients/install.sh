#!/usr/bin/env bash
# Puts the clients and judges that Debian does not package, of exactly these
# versions, into build/tools. Tests that need one that is missing skip.
# With --large also the ArcGIS Maps SDK: 400 MB, which only ./dev conformance
# asks for. It is under a licence of Esri's own, installed to test with; nothing
# of it becomes part of the project.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=build/tools

npm_packages=(
    ol@10.10.0 proj4@2.22.0 leaflet@1.9.4 playwright-core@1.65.1
    maplibre-gl@6.17.0 @maplibre/maplibre-gl-style-spec@26.6.0
    pmtiles@4.5.0 @camptocamp/ogc-client@1.3.0 @redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3
)
large_packages=(@arcgis/core@5.1.25 esbuild@0.28.2)
pypi_packages=(
    pyogrio==0.13.0 OWSLib==0.35.0 jsonschema==4.26.0
    openapi-spec-validator==0.9.0 schemathesis==4.32.5
)

# npm_install <folder> <package>...
npm_install() {
    npm install --prefix "$1" --silent --no-audit --no-fund --no-package-lock \
        "${@:2}"
}

mkdir -p "$tools"
wanted="${npm_packages[*]} ${pypi_packages[*]}"
if [ "$(cat "$tools/installed" 2>/dev/null)" != "$wanted" ]; then
    [ -x "$tools/venv/bin/python" ] || /usr/bin/python3 -m venv "$tools/venv"
    "$tools/venv/bin/pip" install -q --disable-pip-version-check \
        "${pypi_packages[@]}"
    npm_install "$tools" "${npm_packages[@]}"
    echo "$wanted" >"$tools/installed"
fi

[ "${1:-}" = --large ] || exit 0
wanted="${large_packages[*]}"
[ "$(cat "$tools/arcgis/installed" 2>/dev/null)" = "$wanted" ] && exit
npm_install "$tools/arcgis" "${large_packages[@]}"
echo "$wanted" >"$tools/arcgis/installed"
