/*
 * The engine's library stays in the process: nothing can unload it safely, as LLVM has registered itself in many places. But what was read of its
 * code from the file, 25 MB after some functions, need not stay in memory: when it runs again, the kernel has it there still, or reads it again.
 */
#include "own-pages.h"

#include <stdint.h>
#include <sys/mman.h>

/* By the linker; all that lies between them is mapped from the file and never written. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[] __attribute__((visibility("hidden")));

enum { PAGE = 4096 };

void leave_own_pages(void) {
  const uintptr_t start = (uintptr_t)__ehdr_start, end = (uintptr_t)etext & ~(uintptr_t)(PAGE - 1);
  madvise((void *)start, end - start, MADV_DONTNEED);
}
