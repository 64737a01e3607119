/*
 * What the resident part of the runtime, linked into every program and library, asks of the runtime's shared library. The library exports
 * `autojit_runtime_v3`; one copy serves every linked object of a process.
 */
#ifndef AUTOJIT_RUNTIME_V3_H
#define AUTOJIT_RUNTIME_V3_H

#include "autojit/record.h"

#define AUTOJIT_RUNTIME_SYMBOL "autojit_runtime_v3"

/* The module records of one linked object; lives as long as the object is loaded. */
struct autojit_object {
  const struct autojit_record *first, *end;
  /* The library's notes on the object, zero when it is loaded. */
  uint32_t announced_by;  /* the process that told its trace of the object's modules */
  uint32_t unwinder_read; /* 1: the unwinders that the records name are known; 2: it is a patch's (runtime/reload) */
  void *images;           /* its log of images, once it was looked for */
};

struct autojit_runtime_v3 {
  /*
   * Makes the function of this slot callable and returns its code; never fails (a function that cannot be materialized ends the program with a
   * message). Any thread may call at any time, from a signal handler too, with 8 kB of stack. `caller` is the return address of the call that got
   * here.
   */
  void *(*materialize)(struct autojit_object *object, void **slot, uintptr_t caller);
};

/* Where a materialized function is, and what stands for it in the program or library. */
struct autojit_place {
  const char *stub, *code;
};

/*
 * Also exported by the library: finds the function that the address is in; 0 when that is not in materialized code. Any thread may ask at any time,
 * from a signal handler too: it takes no lock of the runtime's.
 */
#define AUTOJIT_PLACE_SYMBOL "autojit_find_place_v1"
typedef int autojit_find_place(const void *address, struct autojit_place *place);

#endif
