# core/tile: tile matrix sets and vector tiles. GEOS is the judge of areas and
# of validity here, in tests only.
foreach(name tile_tms tile_clip tile_rebuild tile_mvt tile_decode tile_cluster
        tile_areas tile_torture tile_block)
    unit_test(${name} tile)
endforeach()
foreach(name tile_clip tile_rebuild tile_areas)
    target_link_libraries(test_${name} PRIVATE ${GEOS_C})
endforeach()
torture(tile_torture)
torture(tile_block)
fuzz_target(mvt_decode tile)
fuzz_target(tile_url tile)

option(BENCH "Build the programs that measure" OFF)
if(BENCH)
    pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
    add_executable(bench_tile ${CMAKE_SOURCE_DIR}/bench/bench_tile.c)
    target_link_libraries(bench_tile PRIVATE tile flags)
    add_executable(bench_client ${CMAKE_SOURCE_DIR}/bench/bench_client.c)
    target_link_libraries(bench_client PRIVATE flags PkgConfig::PQ)
endif()
