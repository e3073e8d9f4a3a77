# Real clients against the real server, in the release build only: what they
# need takes minutes to install, not to run. Those that Debian does not
# package are put into build/tools by tests/clients/install.sh; without them a
# test says so and skips.

set(PYTHON_OF_DEBIAN /usr/bin/python3)

# client_test(<name> [argument]): tests/clients/<name>.py.
function(client_test name)
    string(REPLACE _ - title "${name}${ARGN}")
    add_test(NAME client-${title} COMMAND ${PYTHON_OF_DEBIAN} -B
        ${CMAKE_CURRENT_SOURCE_DIR}/clients/${name}.py ${ARGN})
    set_tests_properties(client-${title} PROPERTIES
        SKIP_RETURN_CODE 77 TIMEOUT 600 LABELS client
        ENVIRONMENT "BUURT=$<TARGET_FILE:buurt>;TEST_DATA=${TEST_DATA};TOOLS=${CMAKE_SOURCE_DIR}/build/tools")
endfunction()

if(TARGET buurt AND TARGET buurt-import AND CMAKE_BUILD_TYPE STREQUAL Release)
    client_test(gdal)
    client_test(newer_gdal)
    client_test(owslib_client)
    client_test(owslib_client --newer)
    client_test(qgis_client)
    client_test(ogc_client)
    client_test(pmtiles_reader)
    client_test(web_maps)
    client_test(map_styles)
    client_test(arcgis)
    client_test(map_pages)
    client_test(map_background)
    client_test(tile_pictures)
endif()
