#include "server/embedded.h"

str embedded_bytes(const struct embedded *file)
{
    return (str){ file->begin, (size_t)(file->end - file->begin) };
}

// The first file whose name is not before `name`.
static size_t find_place(str name)
{
    size_t low = 0, high = embedded_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(str_from(embedded_files[middle].name), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool embedded_find(str name, str *out)
{
    size_t i = find_place(name);
    if (i == embedded_count ||
        !str_equal(str_from(embedded_files[i].name), name))
        return false;
    *out = embedded_bytes(&embedded_files[i]);
    return true;
}

const struct embedded *embedded_below(str prefix, size_t *count)
{
    size_t first = find_place(prefix), end = first;
    while (end < embedded_count &&
           str_starts(str_from(embedded_files[end].name), prefix))
        end++;
    *count = end - first;
    return &embedded_files[first];
}
