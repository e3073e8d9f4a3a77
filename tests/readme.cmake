# The README's examples, run for real.
if(TARGET buurt AND TARGET buurt-import)
    add_test(NAME readme-examples
        COMMAND python3 -B ${CMAKE_SOURCE_DIR}/tests/readme.py)
    set_tests_properties(readme-examples PROPERTIES TIMEOUT 300
        ENVIRONMENT "${TEST_ENVIRONMENT};BUURT=$<TARGET_FILE:buurt>")
endif()
