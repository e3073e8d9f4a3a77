# The pages, held against the Nu checker and axe-core in Chromium.
unit_test(html server)
if(TARGET buurt AND TARGET buurt-import)
    add_test(NAME html-pages COMMAND python3 -B
        ${CMAKE_CURRENT_SOURCE_DIR}/html/pages.py
        --buurt $<TARGET_FILE:buurt>)
    set_tests_properties(html-pages PROPERTIES SKIP_RETURN_CODE 77
        TIMEOUT 1200 ENVIRONMENT "${TEST_ENVIRONMENT};${TSAN}")
endif()
