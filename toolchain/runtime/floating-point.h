/*
 * The engine computes constants: not as the program rounds.
 */
#ifndef AUTOJIT_FLOATING_POINT_H
#define AUTOJIT_FLOATING_POINT_H

#include <stdint.h>

/* The program may round otherwise, trap, or hold MMX values in the x87 stack. Whoever called us restores all of it (resolve.S, gate.S). */
static inline void use_default_floating_point(void) {
  const uint32_t mxcsr = 0x1f80;
  __asm__ volatile("fninit\n\tldmxcsr %0" : : "m"(mxcsr));
}

#endif
