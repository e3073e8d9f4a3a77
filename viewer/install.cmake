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
# Some networks cut connections when many are made at once. What was got is in
# npm's cache, so that another try has less to do.
foreach(sockets 8 2 1)
    execute_process(
        COMMAND ${NPM} ci --ignore-scripts --prefer-offline --loglevel=error
            --maxsockets=${sockets}
        WORKING_DIRECTORY ${TO} RESULT_VARIABLE status ERROR_VARIABLE said OUTPUT_QUIET)
    if(status EQUAL 0)
        break()
    endif()
endforeach()
if(NOT status EQUAL 0)
    message(FATAL_ERROR "npm could not get the packages of the map on the pages "
        "(viewer/package.json). It needs a network the first time; to build "
        "without the map: cmake -DVIEWER=OFF. npm said:\n${said}")
endif()
file(WRITE ${TO}/installed ${wanted})
