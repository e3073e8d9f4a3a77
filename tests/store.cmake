# The writing side of the store, and the connections.
foreach(name rtree_pack row_feed place_sort spool counts store_load store_counts store_publish
        store_torture)
    unit_test(${name} store)
    target_link_libraries(test_${name} PRIVATE PkgConfig::SQLITE
        PkgConfig::SPATIALITE)
endforeach()
torture(store_torture)
fuzz_target(cells store)
