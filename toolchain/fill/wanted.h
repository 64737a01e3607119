/*
 * Which functions are wanted: all of them, or those of a list.
 */
#ifndef AUTOJIT_FILL_WANTED_H
#define AUTOJIT_FILL_WANTED_H

#include "autojit/record.h"

#include <stdbool.h>
#include <stdio.h>

/* Reads lines of a module's id (hexadecimal), a space and a slot; false when one is something else or there is no memory. */
bool read_wanted(FILE *list);

/* True for every function when no list was read. */
bool is_wanted(const struct autojit_record *module, uint32_t slot);

#endif
