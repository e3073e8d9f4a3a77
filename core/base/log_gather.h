// The room in which log.c gathers lines; log.h says when they are written.

#ifndef BASE_LOG_GATHER_H
#define BASE_LOG_GATHER_H

#include <stdbool.h>
#include <stddef.h>

// Writes the line, or keeps it for later. One that cannot wait is written at
// once, behind those that were gathered before it.
void log_gather_add(const char *line, size_t len, bool can_wait);

#endif
