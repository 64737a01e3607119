/*
 * Whether an image fits a program.
 */
#ifndef AUTOJIT_CHECK_H
#define AUTOJIT_CHECK_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

/* Null when the image has the function and names nothing that the object does not have; else what is wrong, one line without a period. */
const char *check_image(const struct mapping *mapping);
/* The same of an image of a module that the object does not have, as far as it can be known: it is one function of that module and of no other. */
const char *check_earlier_image(const struct mapping *mapping, const uint8_t *module);

#pragma GCC visibility pop

#endif
