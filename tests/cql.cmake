# core/cql, and the reader of WKT on which it rests.
unit_test(wkt geo)
foreach(name cql_text cql_json cql_print cql_examples
    cql_vectors)
    unit_test(${name} cql)
endforeach()
