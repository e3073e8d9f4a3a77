# The server's core: from bytes to a checked request, and back.
foreach(name params route format compress problem cache config)
    unit_test(${name} server)
endforeach()
target_compile_definitions(test_config PRIVATE
    SOURCE_DIR="${CMAKE_SOURCE_DIR}")
target_link_libraries(test_compress PRIVATE PkgConfig::DEFLATE PkgConfig::ZSTD)

fuzz_target(query_string server)
fuzz_target(bbox_datetime server)
fuzz_target(accept server)
