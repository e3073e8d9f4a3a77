# The manifest, the report, periods, statistics and the command line.
unit_test(yaml importers)
unit_test(manifest importers)
unit_test(report importers)
unit_test(period importers)
unit_test(statistics importers)
unit_test(commands server)

target_compile_definitions(test_manifest PRIVATE
    GOLDEN="${CMAKE_CURRENT_SOURCE_DIR}/golden/manifest"
    DOCS="${CMAKE_SOURCE_DIR}/docs/manifest.md")
fuzz_target(manifest importers)

if(TARGET buurt AND TARGET buurt-import)
    add_test(NAME command-line COMMAND
        ${CMAKE_CURRENT_SOURCE_DIR}/cli/run.py $<TARGET_FILE:buurt>)
    set_tests_properties(command-line PROPERTIES
        ENVIRONMENT "${TEST_ENVIRONMENT}")
endif()
