/*
 * Whether an image fits a program.
 */
#ifndef AUTOJIT_CHECK_H
#define AUTOJIT_CHECK_H

#include "runtime.h"

#pragma GCC visibility push(hidden)

/* Null when the image has the function and names nothing that the object does not have; else what is wrong, one line without a period. */
const char *check_image(const struct mapping *mapping);

#pragma GCC visibility pop

#endif
