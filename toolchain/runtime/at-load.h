/*
 * What the runtime does before it makes any code.
 */
#ifndef AUTOJIT_AT_LOAD_H
#define AUTOJIT_AT_LOAD_H

/*
 * AT_LOAD(f): void f(void) runs once, before the first function is made, with no lock held: when the runtime's library is loaded, or, in a static
 * program, at the first call of a stub (static/load.c), which the program's own constructors may make before any of ours could run.
 */
#ifdef AUTOJIT_STATIC
#define AT_LOAD(function) static void (*const function##_at_load)(void) __attribute__((section("autojit_at_load"), used, retain)) = function
#else
#define AT_LOAD(function)                                                                                                                            \
  __attribute__((constructor)) static void function##_at_load(void) { function(); }                                                                  \
  _Static_assert(1, "")
#endif

#endif
