# Stories: the program as people use it, on the sample data and on real data.
# What they need besides the program is in packages.txt.

add_test(NAME sample-data-is-what-its-script-makes
    COMMAND python3 -B ${CMAKE_SOURCE_DIR}/sample-data/generate.py --check)
