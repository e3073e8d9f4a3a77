# fuzz_target(<name> <layer>): tests/fuzz/fuzz_<name>.c against one layer.
#
# With the preset "fuzz" it is a libFuzzer program; in every other build it is
# linked with replay.c, and the test replay-<name> runs it over the inputs kept
# in tests/fuzz/corpus/<name>/.
function(fuzz_target name layer)
    set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name})
    set(source fuzz/fuzz_${name}.c)
    if(FUZZ)
        add_executable(fuzz_${name} ${source})
        target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
        add_test(NAME replay-${name} COMMAND fuzz_${name} -runs=0 ${corpus})
    else()
        add_executable(fuzz_${name} ${source} fuzz/replay.c)
        add_test(NAME replay-${name} COMMAND fuzz_${name} ${corpus})
    endif()
    target_include_directories(fuzz_${name}
        PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(fuzz_${name} PRIVATE ${layer} flags)
    set_tests_properties(replay-${name} PROPERTIES
        ENVIRONMENT "${TEST_ENVIRONMENT}")
endfunction()
