/*
 * The resident part of the runtime: what every program carries. It saves the registers of a first call, finds and loads the rest (a shared library
 * without LLVM), and prints why when it cannot. One object file with the external symbols __autojit_resolve and __autojit_place (load.c); kept small,
 * because it is in every binary.
 */
#ifndef AUTOJIT_RESIDENT_H
#define AUTOJIT_RESIDENT_H

#include "modules.h"

#include <elf.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* Called by the resolver through this pointer: first the loader, then the library's function. */
extern void *(*volatile autojit_materialize)(void **slot, uintptr_t caller);

/* Where this linked object is in memory. Provided by the linker; null where it leaves that out. */
extern const Elf64_Ehdr __ehdr_start __attribute__((weak));

/* cpu.c: which state components the resolver saves (0: by fxsave), and in how many bytes (0: not measured yet). The resolver knows this layout. */
struct autojit_vector_state {
  _Alignas(8) uint32_t mask;
  uint32_t size;
};
extern struct autojit_vector_state autojit_vector_state;
void autojit_measure_vector_state(void);

/* find.c: this linked object, once its records are found. */
extern struct autojit_object autojit_this_object;
void autojit_find_records(void);
/* The function of this slot, and the folder of its toolchain's libraries (PATH_MAX bytes, with room for a file name); dies when it has none. */
struct function_ref autojit_find_toolchain(void **slot, char *path);

#pragma GCC visibility pop

#endif
