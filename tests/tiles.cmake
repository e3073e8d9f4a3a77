# Tiles as the server gives them, read by the strict decoder.
if(TARGET buurt AND TARGET buurt-import)
    add_executable(read_tiles tiles/read_tiles.c)
    target_link_libraries(read_tiles PRIVATE tile flags)
    add_test(NAME tiles-agree-with-items COMMAND python3 -B
        ${CMAKE_CURRENT_SOURCE_DIR}/tiles/agree_with_items.py)
    set_tests_properties(tiles-agree-with-items PROPERTIES
        SKIP_RETURN_CODE 77 TIMEOUT 300
        ENVIRONMENT "BUURT=$<TARGET_FILE:buurt>;READ_TILES=$<TARGET_FILE:read_tiles>;TEST_DATA=${TEST_DATA};TSAN_OPTIONS=suppressions=${CMAKE_CURRENT_SOURCE_DIR}/tsan.supp")
endif()
