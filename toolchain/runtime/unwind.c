#include "runtime.h"

/* Weak: a C program may have no unwinder, and then nothing can unwind. */
__attribute__((weak, visibility("default"))) extern void __register_frame(void *);

void register_unwind_data(const uint8_t *eh_frame) {
  if (__register_frame)
    __register_frame((void *)(uintptr_t)eh_frame);
}
