#!/usr/bin/env bash
# Puts the clients and judges that Debian does not package, of exactly these
# versions, into build/tools. Tests that need one that is missing skip.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=build/tools

npm_packages=(
    ol@10.10.0 leaflet@1.9.4 playwright-core@1.65.1
    maplibre-gl@6.17.0 @maplibre/maplibre-gl-style-spec@26.6.0
    @camptocamp/ogc-client@1.3.0 @redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3
)
pypi_packages=(
    pyogrio==0.13.0 OWSLib==0.35.0 jsonschema==4.26.0
    openapi-spec-validator==0.9.0 schemathesis==4.32.5
)

mkdir -p "$tools"
wanted="${npm_packages[*]} ${pypi_packages[*]}"
[ "$(cat "$tools/installed" 2>/dev/null)" = "$wanted" ] && exit
[ -x "$tools/venv/bin/python" ] || /usr/bin/python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install -q --disable-pip-version-check \
    "${pypi_packages[@]}"
npm install --prefix "$tools" --silent --no-audit --no-fund --no-package-lock \
    "${npm_packages[@]}"
echo "$wanted" >"$tools/installed"
