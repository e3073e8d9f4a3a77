# Sources and the features importer.
unit_test(encoding importers)
unit_test(csv importers)
