# Writers and handlers of the API.
unit_test(geojson server)
unit_test(csv_write server)
unit_test(cursor_token server)
