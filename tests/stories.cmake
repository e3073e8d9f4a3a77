# Stories: the program as people use it, on the sample data and on real data.
# What they need besides the program is in packages.txt.

add_test(NAME sample-data-is-what-its-script-makes
    COMMAND python3 -B ${CMAKE_SOURCE_DIR}/sample-data/generate.py --check)

# story(<name>): tests/stories/<name>.py against the programs of this build.
function(story name)
    string(REPLACE _ - title ${name})
    add_test(NAME story-${title}
        COMMAND python3 -B ${CMAKE_SOURCE_DIR}/tests/stories/${name}.py)
    set_tests_properties(story-${title} PROPERTIES
        SKIP_RETURN_CODE 77 TIMEOUT 1200 LABELS story
        ENVIRONMENT "${TEST_ENVIRONMENT};BUURT=$<TARGET_FILE:buurt>;BUILD_TYPE=${CMAKE_BUILD_TYPE}")
endfunction()

if(TARGET buurt AND TARGET buurt-import)
    story(the_sample_data)
    story(files_as_people_make_them)
    story(memory_of_a_large_import)
    story(street_lights_and_crime_in_groningen)
    story(polling_stations_of_the_country)
    story(monuments_in_rd)
    story(addresses_from_two_systems)
    story(pages_of_any_query)
    story(paging_while_a_new_version_is_published)
    story(downloads_read_by_gdal)
    story(cql2_filters)
    story(borders_for_small_maps)
endif()
