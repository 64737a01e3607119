#include "pieces.h"

#include <sys/mman.h>

/* One large page of the machine. */
enum { PIECE_BITS = 21, LEAF_BITS = 13, ADDRESS_BITS = 47 };
static const uint64_t PIECE = (uint64_t)1 << PIECE_BITS;

/*
 * A bit for each piece there can be, in leaves that are mapped when they are needed. A block that the C library allocated (strdup, say) is told from
 * ours by its address alone. Atomic, as threads of the daemon take pieces at once; relaxed is enough for the bits: whoever frees a block got its
 * address from another thread, and with it what that did before.
 */
struct leaf {
  uint64_t bits[(1 << LEAF_BITS) / 64];
};
static struct leaf *leaves[1 << (ADDRESS_BITS - PIECE_BITS - LEAF_BITS)];

static void *map(uint64_t address, uint64_t size) {
  void *got = mmap((void *)address, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return got == MAP_FAILED ? NULL : got;
}

static struct leaf *leaf_of(uint64_t piece) {
  struct leaf **place = &leaves[piece >> LEAF_BITS], *leaf = __atomic_load_n(place, __ATOMIC_ACQUIRE);
  if (leaf)
    return leaf;
  struct leaf *fresh = map(0, sizeof *fresh);
  /* Release: whoever finds the leaf finds it empty. */
  if (fresh && !__atomic_compare_exchange_n(place, &leaf, fresh, false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
    munmap(fresh, sizeof *fresh);
    return leaf;
  }
  return fresh;
}

static bool mark(uint64_t start, uint64_t size) {
  for (uint64_t piece = start >> PIECE_BITS; piece < (start + size) >> PIECE_BITS; ++piece) {
    struct leaf *leaf = leaf_of(piece);
    if (!leaf)
      return false;
    uint64_t index = piece & ((1 << LEAF_BITS) - 1);
    __atomic_fetch_or(&leaf->bits[index / 64], (uint64_t)1 << index % 64, __ATOMIC_RELAXED);
  }
  return true;
}

void give_pieces_back(uint8_t *pieces, uint64_t size) {
  const uint64_t start = (uint64_t)pieces;
  for (uint64_t piece = start >> PIECE_BITS; piece < (start + size) >> PIECE_BITS; ++piece) {
    const uint64_t index = piece & ((1 << LEAF_BITS) - 1);
    __atomic_fetch_and(&leaf_of(piece)->bits[index / 64], ~((uint64_t)1 << index % 64), __ATOMIC_RELAXED);
  }
  munmap(pieces, size);
}

bool is_in_pieces(const void *address) {
  uint64_t piece = (uint64_t)address >> PIECE_BITS;
  if (piece >> (ADDRESS_BITS - PIECE_BITS))
    return false;
  const struct leaf *leaf = __atomic_load_n(&leaves[piece >> LEAF_BITS], __ATOMIC_ACQUIRE);
  uint64_t index = piece & ((1 << LEAF_BITS) - 1);
  return leaf && __atomic_load_n(&leaf->bits[index / 64], __ATOMIC_RELAXED) >> index % 64 & 1;
}

/* Aligned, so that each piece can be one large page. Below the last pieces first: then the kernel has one range of them all. */
static uint64_t map_aligned(uint64_t size) {
  static uint64_t lowest; /* only a hint: whichever thread's it is */
  uint64_t below = __atomic_load_n(&lowest, __ATOMIC_RELAXED), got = (uint64_t)map(below ? below - size : 0, size);
  if (got & (PIECE - 1)) {
    munmap((void *)got, size);
    uint64_t wide = (uint64_t)map(0, size + PIECE);
    if (!wide)
      return 0;
    got = (wide + PIECE - 1) & ~(PIECE - 1);
    if (got > wide)
      munmap((void *)wide, got - wide);
    if (got < wide + PIECE)
      munmap((void *)(got + size), wide + PIECE - got);
  }
  if (got)
    __atomic_store_n(&lowest, got, __ATOMIC_RELAXED);
  return got;
}

uint8_t *take_pieces(uint64_t size, uint64_t *taken) {
  *taken = (size + PIECE - 1) & ~(PIECE - 1);
  uint64_t start = map_aligned(*taken);
  if (!start || !mark(start, *taken))
    return NULL;
  void *pieces = (void *)start;
  madvise(pieces, *taken, MADV_HUGEPAGE);
  madvise(pieces, *taken, MADV_DONTDUMP); /* a core file is about the program */
  /* Ahead of its use: a small page at a time costs several times as much. What the kernel cannot give comes with its use. */
  madvise(pieces, *taken, MADV_POPULATE_WRITE);
  return pieces;
}
