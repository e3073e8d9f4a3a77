# Sources and the features importer.
unit_test(encoding importers)
unit_test(csv importers)
unit_test(normalise importers)
unit_test(check importers)
unit_test(source_json importers)
unit_test(source importers)
unit_test(features importers)
