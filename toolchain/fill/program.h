/*
 * A program's file in memory as the loader would put it there, but for relocations: records and what they lead to are found by distances.
 */
#ifndef AUTOJIT_FILL_PROGRAM_H
#define AUTOJIT_FILL_PROGRAM_H

#include "autojit/runtime.h"

#include <stdbool.h>

/* Fills in the object's records; false with the reason (one line, no period) when the file is no such program. It stays mapped. */
bool map_program(const char *path, struct autojit_object *object, const char **problem);

#endif
