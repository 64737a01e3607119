/*
 * The words of the command line, those in response files (`@file`) in their place.
 */
#ifndef AUTOJIT_LINKER_RESPONSE_H
#define AUTOJIT_LINKER_RESPONSE_H

#include "text.h"

struct words expand_responses(char **arguments);

#endif
