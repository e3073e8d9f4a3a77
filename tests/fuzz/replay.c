// Runs a fuzz target over saved inputs: each file of the folders named, whole,
// and then every beginning of it up to PREFIX_MAX bytes. Each run gets memory
// of exactly its size, so that reading behind the end is caught.

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "fuzz/fuzz.h"

enum { PATH_LEN_MAX = 4096, INPUT_MAX = 1 << 20, PREFIX_MAX = 600 };

static void run(const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact) abort();
    memcpy(exact, bytes, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static bool run_file(const char *path)
{
    static uint8_t bytes[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    run(bytes, size);
    for (size_t part = 0; part < size && part < PREFIX_MAX; part++)
        run(bytes, part);
    return true;
}

static size_t run_folder(const char *folder)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        char path[PATH_LEN_MAX];
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        count += run_file(path);
    }
    if (dir) closedir(dir);
    return count;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++) count += run_folder(argv[i]);
    printf("%zu inputs\n", count);
    return count == 0;
}
