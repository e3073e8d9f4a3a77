# Styles: their classes, and what clients make of them.
unit_test(breaks server)
unit_test(legend server)

# style_test(<name>): tests/styles/<name>.py with the real server.
function(style_test name)
    add_test(NAME styles-${name} COMMAND python3 -B
        ${CMAKE_CURRENT_SOURCE_DIR}/styles/${name}.py)
    set_tests_properties(styles-${name} PROPERTIES
        SKIP_RETURN_CODE 77 TIMEOUT 300
        ENVIRONMENT "BUURT=$<TARGET_FILE:buurt>;TEST_DATA=${TEST_DATA};TSAN_OPTIONS=suppressions=${CMAKE_CURRENT_SOURCE_DIR}/tsan.supp")
endfunction()

if(TARGET buurt AND TARGET buurt-import)
    style_test(classes)
    style_test(looks)
    style_test(offered)
endif()
