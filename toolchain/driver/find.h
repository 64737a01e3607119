/* The compilers behind our names: folders of PATH may lead back to us. */
#ifndef AUTOJIT_DRIVER_FIND_H
#define AUTOJIT_DRIVER_FIND_H

#include <stdbool.h>

/* The program that `name` means, by its path or on PATH, leaving out ourselves under any name; null, with errno, when there is none. */
const char *find_compiler(const char *name);

/* Counts, for what this process starts, how often a compiler led back here; true when that is a circle (a script or a copy of us that calls us). */
bool goes_in_circles(void);

#endif
