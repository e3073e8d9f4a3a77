#!/usr/bin/env bash
# Fails when one of our libraries calls a function that we do not use: unsafe,
# dependent on the locale, or ending the program from within a library. Asks
# the object files, because a symbol cannot hide behind a macro.
set -euo pipefail
build=$1
banned='strcpy|strncpy|strcat|strncat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|strtol|strtoul|strtoll|strtoull|sscanf|localtime|gmtime|asctime|ctime|setlocale|exit|abort|system|popen|mktemp|tmpnam|rand|srand'
libraries=$(find "$build" -maxdepth 1 -name 'lib*.a')
[ -n "$libraries" ] || { echo "no libraries in $build"; exit 1; }
found=$(nm -A -u $libraries 2>/dev/null |
    grep -E " U (__isoc99_|__)?($banned)(_chk)?(@.*)?$" || true)
if [ -n "$found" ]; then
    echo "functions that we do not use:"
    echo "$found"
    exit 1
fi
echo "banned: none of them is called"
