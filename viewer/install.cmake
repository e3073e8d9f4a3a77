# Puts the packages of the lock file into TO/node_modules, unless they are there.

file(SHA256 ${FROM}/package-lock.json wanted)
if(EXISTS ${TO}/installed)
    file(READ ${TO}/installed have)
    if(have STREQUAL wanted)
        file(TOUCH ${TO}/installed)
        return()
    endif()
endif()
file(COPY ${FROM}/package.json ${FROM}/package-lock.json ${FROM}/.npmrc DESTINATION ${TO})
execute_process(
    COMMAND ${NPM} ci --ignore-scripts --prefer-offline --loglevel=error
    WORKING_DIRECTORY ${TO} RESULT_VARIABLE status ERROR_VARIABLE said OUTPUT_QUIET)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "npm could not get the packages of the map on the pages "
        "(viewer/package.json). It needs a network the first time; to build "
        "without the map: cmake -DVIEWER=OFF. npm said:\n${said}")
endif()
file(WRITE ${TO}/installed ${wanted})
