/*
 * Talking to valgrind. A client request is a sequence of instructions that does nothing on a processor, and that valgrind takes for a question
 * (valgrind manual, "The Client Request mechanism"; the numbers are those of its valgrind.h).
 */
#ifndef AUTOJIT_VALGRIND_H
#define AUTOJIT_VALGRIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VALGRIND_RUNNING_ON = 0x1001, VALGRIND_STACK_REGISTER = 0x1501, VALGRIND_STACK_DEREGISTER = 0x1502 };

/* valgrind's answer; 0 elsewhere. */
static inline uintptr_t ask_valgrind(uintptr_t request, uintptr_t a, uintptr_t b) {
  volatile uintptr_t question[6] = {request, a, b, 0, 0, 0};
  uintptr_t answer = 0;
  __asm__ volatile("rolq $3, %%rdi\n\trolq $13, %%rdi\n\trolq $61, %%rdi\n\trolq $51, %%rdi\n\txchgq %%rbx, %%rbx"
                   : "+d"(answer)
                   : "a"(question)
                   : "cc", "memory");
  return answer;
}

static inline bool on_valgrind(void) { return ask_valgrind(VALGRIND_RUNNING_ON, 0, 0) != 0; }

#endif
