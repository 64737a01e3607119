/*
 * What the resident part of the runtime, linked into every program and library, asks of the runtime's shared library. The library exports
 * `autojit_runtime_v1`; one copy serves every linked object of a process.
 */
#ifndef AUTOJIT_RUNTIME_V1_H
#define AUTOJIT_RUNTIME_V1_H

#include "autojit/record.h"

#define AUTOJIT_RUNTIME_SYMBOL "autojit_runtime_v1"

/* The module records of one linked object; lives as long as the object is loaded. */
struct autojit_object {
  const struct autojit_record *first, *end;
};

struct autojit_runtime_v1 {
  /*
   * Makes the function of this slot callable and returns its code; never fails (a function that cannot be materialized ends the program with a
   * message). Any thread may call at any time. `caller` is the return address of the call that got here.
   */
  void *(*materialize)(const struct autojit_object *object, void **slot, uintptr_t caller);
};

#endif
