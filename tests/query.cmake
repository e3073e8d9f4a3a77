# What queries ask: filters, orders, what is near, words.
unit_test(distance geo)
unit_test(generalise geo)
foreach(name adjacent aggregate_filter filter indexes nearest order query_torture
        random_queries words)
    unit_test(${name} store)
    target_link_libraries(test_${name} PRIVATE PkgConfig::SQLITE)
endforeach()
torture(query_torture)
