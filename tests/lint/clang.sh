#!/usr/bin/env bash
# What clang warns of where gcc does not: the fuzz targets are built with it.
# clang.sh BUILD-FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$1
command -v clang-tidy-14 >/dev/null ||
    { echo "skipped: no clang-tidy-14"; exit 77; }

# It knows warnings of the compiler as checks only beside one of its own.
find core importers server styles tests -name '*.c' -print0 |
    xargs -0 -P "$(nproc)" -n 12 clang-tidy-14 -p "$build" --quiet \
        --checks='-*,clang-diagnostic-*,readability-misleading-indentation' \
        --warnings-as-errors='*' \
        --extra-arg=-Wno-ignored-optimization-argument 2>/dev/null
