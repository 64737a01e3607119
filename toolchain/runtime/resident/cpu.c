/*
 * How much vector state the resolver must save on this machine. Compiled with -mgeneral-regs-only: it runs before that state is saved.
 */
#include "resident.h"

#include <cpuid.h>

/* Written once, as a whole, with the same value by whoever comes first. */
struct autojit_vector_state autojit_vector_state;

enum { X87 = 1, SSE = 2, AVX = 4, OPMASK = 0x20, ZMM_HIGH = 0x40, ZMM_HIGH_16 = 0x80 };
enum { FXSAVE_SIZE = 512, XSAVE_HEADER = 64 };

void autojit_measure_vector_state(void) {
  uint32_t eax, ebx, ecx, edx, size = FXSAVE_SIZE, mask = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) && (ecx & bit_OSXSAVE)) {
    uint32_t enabled, high;
    __asm__ volatile("xgetbv" : "=a"(enabled), "=d"(high) : "c"(0));
    mask = enabled & (X87 | SSE | AVX | OPMASK | ZMM_HIGH | ZMM_HIGH_16);
    size = FXSAVE_SIZE + XSAVE_HEADER;
    /* Components 2 and up lie where cpuid leaf 13 says; the area ends where the last one ends. */
    for (uint32_t component = 2; component < 8; ++component)
      if ((mask >> component & 1) && __get_cpuid_count(13, component, &eax, &ebx, &ecx, &edx) && ebx + eax > size)
        size = ebx + eax;
  }
  struct autojit_vector_state measured = {mask, size};
  __atomic_store(&autojit_vector_state, &measured, __ATOMIC_RELEASE);
}
