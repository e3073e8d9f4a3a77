# Downloads: what their formats consist of, and how bodies are sent.
unit_test(flatgeobuf server)
unit_test(stream_queue server)
unit_test(geopackage store)
target_link_libraries(test_geopackage PRIVATE PkgConfig::SQLITE)
