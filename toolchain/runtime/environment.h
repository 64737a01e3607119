/*
 * Switches in the environment. Programs that run with another user's rights have none.
 */
#ifndef AUTOJIT_ENVIRONMENT_H
#define AUTOJIT_ENVIRONMENT_H

#include <stdbool.h>

/* environment.c: set, and neither empty nor 0. */
__attribute__((visibility("hidden"))) bool is_switched_on(const char *variable);

#endif
