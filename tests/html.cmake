# The pages, held against the Nu checker and axe-core in Chromium; in the
# release build only, because the judges take minutes.
unit_test(html server)
unit_test(background server)
if(TARGET buurt AND TARGET buurt-import AND CMAKE_BUILD_TYPE STREQUAL Release)
    add_test(NAME html-pages COMMAND python3 -B
        ${CMAKE_CURRENT_SOURCE_DIR}/html/pages.py
        --buurt $<TARGET_FILE:buurt>)
    set_tests_properties(html-pages PROPERTIES SKIP_RETURN_CODE 77
        TIMEOUT 1200 ENVIRONMENT "${TEST_ENVIRONMENT}")
endif()
