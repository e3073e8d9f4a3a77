unit_test(areas importers)
