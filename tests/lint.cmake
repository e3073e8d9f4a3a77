add_test(NAME lint-layers
    COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/lint/layers.py ${CMAKE_SOURCE_DIR})
add_test(NAME lint-layers-can-fail
    COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/lint/test_layers.py)
add_test(NAME lint-sizes
    COMMAND python3 ${CMAKE_SOURCE_DIR}/tests/lint/sizes.py ${CMAKE_SOURCE_DIR})
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_test(NAME lint-banned
        COMMAND bash ${CMAKE_SOURCE_DIR}/tests/lint/banned.sh ${CMAKE_BINARY_DIR})
    add_test(NAME lint-clang
        COMMAND bash ${CMAKE_SOURCE_DIR}/tests/lint/clang.sh ${CMAKE_BINARY_DIR})
    set_tests_properties(lint-clang PROPERTIES SKIP_RETURN_CODE 77)
endif()
