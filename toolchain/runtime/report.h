/*
 * How a program ends when a function cannot be materialized.
 */
#ifndef AUTOJIT_REPORT_H
#define AUTOJIT_REPORT_H

#include "modules.h"

/* Says in one line which function of which module, why and what to do (`reason`, then `detail`), and aborts: wrong code never runs. */
_Noreturn __attribute__((visibility("hidden"))) void die(struct function_ref function, const char *reason, const char *detail);

#endif
