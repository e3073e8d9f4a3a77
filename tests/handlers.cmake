# Writers and handlers of the API.
unit_test(geojson server)
unit_test(csv_write server)
unit_test(cursor_token server)
unit_test(selection server)
unit_test(groupings server)
unit_test(openapi server)
unit_test(aggregate_write server)
fuzz_target(cursor_token server)
