# Tiles as the server gives them, read by the strict decoder.

# tile_test(<name> <seconds>): tests/tiles/<name>.py against this build.
function(tile_test name seconds)
    string(REPLACE _ - title ${name})
    add_test(NAME ${title} COMMAND python3 -B
        ${CMAKE_CURRENT_SOURCE_DIR}/tiles/${name}.py)
    set_tests_properties(${title} PROPERTIES
        SKIP_RETURN_CODE 77 TIMEOUT ${seconds}
        ENVIRONMENT "BUURT=$<TARGET_FILE:buurt>;READ_TILES=$<TARGET_FILE:read_tiles>;CHECK_TILES=$<TARGET_FILE:check_tiles>;BUILD_TYPE=${CMAKE_BUILD_TYPE};TEST_DATA=${TEST_DATA};TSAN_OPTIONS=suppressions=${CMAKE_CURRENT_SOURCE_DIR}/tsan.supp")
endfunction()

if(TARGET buurt AND TARGET buurt-import)
    add_executable(read_tiles tiles/read_tiles.c)
    target_link_libraries(read_tiles PRIVATE tile flags)
    add_executable(check_tiles
        tiles/check_tiles.c tiles/check_make.c tiles/check_neighbours.c)
    target_link_libraries(check_tiles PRIVATE server flags)
    tile_test(tiles_all 900)
    tile_test(tiles_agree_with_items 300)
    tile_test(tiles_from_blocks 300)
    tile_test(tiles_counts_add_up 1200)
    tile_test(export_is_what_is_served 600)
    tile_test(archives 300)
    tile_test(tiles_beyond_the_grid 300)
    tile_test(tiles_counts_of_the_country 1200)
endif()

fuzz_target(pmtiles server)
fuzz_target(mbtiles store)
fuzz_target(byte_range server)
