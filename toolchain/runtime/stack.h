/*
 * Stacks for work that must not depend on how much stack the caller has left.
 */
#ifndef AUTOJIT_STACK_H
#define AUTOJIT_STACK_H

#include "system.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

__attribute__((visibility("hidden"))) void *run_on_stack(void *top, void *(*work)(void *), void *argument);

/* Enough for the dynamic loader, which also runs the initializers of what it loads. */
enum { LOADING_STACK = 1 << 20 };

/* A new stack of `size` bytes (of which the kernel provides what is touched) above a page that nobody may touch; null when there is no memory. */
static inline uint8_t *map_stack(size_t size) {
  long stack = system_mmap(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK);
  if (stack < 0)
    return NULL;
  system_call(SYS_mprotect, stack, 4096, PROT_NONE, 0);
  return (uint8_t *)stack;
}

/* Runs work(argument) on a stack that lives as long as the call; on the caller's own where the system gives no memory. */
static inline void *run_on_new_stack(void *(*work)(void *), void *argument) {
  uint8_t *stack = map_stack(LOADING_STACK);
  if (!stack)
    return work(argument);
  void *result = run_on_stack(stack + LOADING_STACK, work, argument);
  /* ThreadSanitizer does not see this call, and would take the next thread's stack in this place for the same memory. */
#ifndef AUTOJIT_THREAD_SANITIZER
  system_call(SYS_munmap, (long)stack, LOADING_STACK, 0, 0);
#endif
  return result;
}

#endif
