# WFS 2.0: server/wfs.
foreach(name wfs_xml wfs_fes wfs_gml)
    unit_test(${name} server)
endforeach()
fuzz_target(fes server)
fuzz_target(wfs_kvp server)

# wfs_test(<name>): tests/wfs/<name>.py against the real program.
function(wfs_test name)
    string(REPLACE _ - title ${name})
    add_test(NAME wfs-${title} COMMAND python3 -B
        ${CMAKE_CURRENT_SOURCE_DIR}/wfs/${name}.py)
    set_tests_properties(wfs-${title} PROPERTIES
        SKIP_RETURN_CODE 77 TIMEOUT 300
        ENVIRONMENT "BUILD_TYPE=${CMAKE_BUILD_TYPE};BUURT=$<TARGET_FILE:buurt>;TEST_DATA=${TEST_DATA};TSAN_OPTIONS=suppressions=${CMAKE_CURRENT_SOURCE_DIR}/tsan.supp")
endfunction()

if(TARGET buurt AND TARGET buurt-import)
    wfs_test(schemas)
    wfs_test(filters)
    wfs_test(pages)
    wfs_test(hostile)
endif()
