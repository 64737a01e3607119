/*
 * Where the allocator's memory comes from: pieces of 2 MiB, mapped when they are needed. Nothing is reserved: address space counts for RLIMIT_AS, for
 * mlockall and for core files, used or not.
 */
#ifndef AUTOJIT_PIECES_H
#define AUTOJIT_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* Whole pieces of at least `size` bytes, zeroed, in one; `*taken`: how many bytes. Null when the system gives no more. Any thread may ask. */
uint8_t *take_pieces(uint64_t size, uint64_t *taken);

/* Gives back what take_pieces gave: whole, and nobody uses it any more. */
void give_pieces_back(uint8_t *pieces, uint64_t size);

/* Whether the address lies in a piece that was taken. */
bool is_in_pieces(const void *address);

#pragma GCC visibility pop

#endif
