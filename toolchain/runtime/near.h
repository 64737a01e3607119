/*
 * Places near a program or library: within 2 GiB, so that 32-bit distances reach its variables and stubs.
 */
#ifndef AUTOJIT_NEAR_H
#define AUTOJIT_NEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

struct near {
  uintptr_t address;
  uintptr_t below[2]; /* looked at first: the places that end here; 0: none */
};

bool is_within_reach(uintptr_t from, uintptr_t to);

/* mmap() at such a place; null when there is none. `size` is whole pages. */
uint8_t *map_near(const struct near *near, size_t size, int protection, int flags, int file);

#pragma GCC visibility pop

#endif
