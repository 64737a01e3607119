/*
 * How much vector state the resolver must save on this machine. Compiled with -mgeneral-regs-only: it runs before that state is saved.
 */
#include "runtime.h"

#include <cpuid.h>

/*
 * Both are written once with the same values by whoever comes first; the mask before the size, and the resolver reads the size first. x86 keeps
 * stores in order and loads in order, so a non-zero size means a valid mask.
 */
uint32_t autojit_vector_state_size, autojit_vector_state_mask;

enum { X87 = 1, SSE = 2, AVX = 4, OPMASK = 0x20, ZMM_HIGH = 0x40, ZMM_HIGH_16 = 0x80 };
enum { FXSAVE_SIZE = 512, XSAVE_HEADER = 64 };

__attribute__((visibility("hidden"))) uint32_t autojit_measure_vector_state(void);

uint32_t autojit_measure_vector_state(void) {
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
  __atomic_store_n(&autojit_vector_state_mask, mask, __ATOMIC_RELEASE);
  __atomic_store_n(&autojit_vector_state_size, size, __ATOMIC_RELEASE);
  return size;
}
