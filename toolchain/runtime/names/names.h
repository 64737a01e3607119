/*
 * Functions of the C library that name addresses, for programs that call them: an address in materialized code gets the name of its function's stub,
 * which is where the function is for the program's symbol table, and every other address what the next definition says.
 *
 * Nothing here waits for the runtime: signal handlers call it, and crash handlers. Definitions are weak: the program's own come first. They are
 * protected: the program and its libraries each use their own, and a program offers its own to libraries, as it does with every such function.
 */
#ifndef AUTOJIT_NAMES_H
#define AUTOJIT_NAMES_H

#define _GNU_SOURCE
#include "autojit/runtime.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

#define INSTEAD __attribute__((weak, visibility("protected")))

#pragma GCC visibility push(hidden)

/* The function of this name that the program would call without us, kept in `*known`; null: there is none. */
void *__autojit_next(void **known, const char *name);

/* What stands for the address: itself, or the stub of the function that it is in; `offset`: how far it is from there, or from where its code begins.
 */
const void *__autojit_stand_in(const void *address, ptrdiff_t *offset);

/* What is printed of an address. */
struct autojit_name {
  const char *file;   /* null: unknown */
  const char *symbol; /* null: none, then the offset is that in the file's address space */
  ptrdiff_t offset;
  bool moved; /* the file is not where its own addresses say */
};
struct autojit_name __autojit_name(const void *address);

#pragma GCC visibility pop

#endif
