unit_test(areas importers)
unit_test(areas_import importers)
