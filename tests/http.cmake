# The server's core: from bytes to a checked request, and back.
foreach(name params route format compress problem cache config shelf
        blocks)
    unit_test(${name} server)
endforeach()
target_link_libraries(test_blocks PRIVATE PkgConfig::SQLITE)
torture(params)
target_compile_definitions(test_config PRIVATE
    SOURCE_DIR="${CMAKE_SOURCE_DIR}")
target_link_libraries(test_compress PRIVATE PkgConfig::DEFLATE PkgConfig::ZSTD)

fuzz_target(query_string server)
fuzz_target(bbox_datetime server)
fuzz_target(accept server)

# The cases of tests/api, on the sample data.
if(TARGET buurt AND TARGET buurt-import)
    add_test(NAME api-cases COMMAND python3 -B
        ${CMAKE_CURRENT_SOURCE_DIR}/api/run.py --buurt $<TARGET_FILE:buurt>)
    set_tests_properties(api-cases PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600
        ENVIRONMENT "${TEST_ENVIRONMENT}")
endif()

# load_test(<name>): tests/load/<name>.py, alone on the machine.
function(load_test name)
    string(REPLACE _ - title ${name})
    add_test(NAME load-${title} COMMAND python3 -B
        ${CMAKE_CURRENT_SOURCE_DIR}/load/${name}.py)
    set_tests_properties(load-${title} PROPERTIES RUN_SERIAL ON TIMEOUT 600
        ENVIRONMENT "${TEST_ENVIRONMENT};BUURT=$<TARGET_FILE:buurt>;BUILD_TYPE=${CMAKE_BUILD_TYPE}")
endfunction()
if(TARGET buurt AND TARGET buurt-import)
    load_test(slow_work_does_not_stall_others)
    load_test(a_new_version_under_load)
    load_test(running_requests_finish)
    load_test(idle_and_slow_connections)
    load_test(limits_are_answered)
    load_test(downloads)
    load_test(requests_that_come_again)
    load_test(quick_work_does_not_stall_others)
endif()
