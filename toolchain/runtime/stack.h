/*
 * Stacks for work that must not depend on how much stack the caller has left.
 */
#ifndef AUTOJIT_STACK_H
#define AUTOJIT_STACK_H

#include "system.h"
#include "valgrind.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

__attribute__((visibility("hidden"))) void *run_on_stack(void *top, void *(*work)(void *), void *argument);

/* Enough for the dynamic loader, which also runs the initializers of what it loads. */
enum { LOADING_STACK = 1 << 20 };

/* A new stack of `size` bytes (of which the kernel provides what is touched) above a page that nobody may touch; null when there is no memory. */
static inline uint8_t *map_stack_quietly(size_t size) {
  long stack = system_mmap(size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK);
  if (stack < 0)
    return NULL;
  system_call(SYS_mprotect, stack, 4096, PROT_NONE, 0);
  return (uint8_t *)stack;
}

/* valgrind takes a step from a stack to one near it for a very large frame, unless it knows both. Its number for the stack. */
static inline uintptr_t tell_valgrind_of_stack(const uint8_t *stack, size_t size) {
  return ask_valgrind(VALGRIND_STACK_REGISTER, (uintptr_t)stack, (uintptr_t)stack + size - 1);
}

/* A stack that stays. */
static inline uint8_t *map_stack(size_t size) {
  uint8_t *stack = map_stack_quietly(size);
  if (stack)
    tell_valgrind_of_stack(stack, size);
  return stack;
}

/* Runs work(argument) on a stack that lives as long as the call; on the caller's own where the system gives no memory. */
static inline void *run_on_new_stack(void *(*work)(void *), void *argument) {
  uint8_t *stack = map_stack_quietly(LOADING_STACK);
  if (!stack)
    return work(argument);
  uintptr_t number = tell_valgrind_of_stack(stack, LOADING_STACK);
  void *result = run_on_stack(stack + LOADING_STACK, work, argument);
  ask_valgrind(VALGRIND_STACK_DEREGISTER, number, 0);
  /* ThreadSanitizer does not see this call, and would take the next thread's stack in this place for the same memory. */
#ifndef AUTOJIT_THREAD_SANITIZER
  system_call(SYS_munmap, (long)stack, LOADING_STACK, 0, 0);
#endif
  return result;
}

#endif
