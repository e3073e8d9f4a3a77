# core/base
foreach(name str arena json timestamp log id_set)
    unit_test(${name} base)
endforeach()
fuzz_target(number base)
fuzz_target(timestamp base)
fuzz_target(utf8_json base)

# torture(<name>): this test makes allocations fail (tests/unit/torture.h).
function(torture name)
    target_link_options(test_${name} PRIVATE -Wl,--wrap=malloc
        -Wl,--wrap=calloc -Wl,--wrap=realloc)
endfunction()
torture(arena)
torture(json)

add_test(NAME lint-fuzz-table
    COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/lint/fuzz_table.py
        ${CMAKE_SOURCE_DIR})
