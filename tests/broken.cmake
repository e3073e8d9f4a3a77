# Damaged files: what docs/broken-input.md promises.
unit_test(broken_geojson importers)
unit_test(broken_csv importers)
