# core/cql, and the reader of WKT on which it rests.
unit_test(wkt geo)
foreach(name cql_text cql_json cql_examples cql_check cql_matches cql_vectors
    cql_plan)
    unit_test(${name} cql)
endforeach()
unit_test(relate geo)
torture(cql_check)
torture(relate)
fuzz_target(wkt geo)
fuzz_target(cql_text cql)
fuzz_target(cql_json cql)
