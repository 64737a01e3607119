/*
 * The index of an image log (image-log.h): where each function's entry is, and in which runs it was called. A file beside the log, `<log>.index`
 * without the `.log`, made anew when it is worth it and renamed into place. It only saves time: without it the log is read from end to end, and an
 * entry is what the log says, wherever the index said it was. This header is its specification.
 *
 * A header, then the ids of modules, then entries in the log's order.
 */
#ifndef AUTOJIT_IMAGE_INDEX_H
#define AUTOJIT_IMAGE_INDEX_H

#include "autojit/image-log.h"

#define AUTOJIT_INDEX_MAGIC 0x31584a41u /* "AJX1" */
#define AUTOJIT_INDEX_VERSION 1u
/* A log up to this size has none: it is read as fast. */
#ifndef AUTOJIT_SMALL_LOG
#define AUTOJIT_SMALL_LOG (16 << 10)
#endif
/* So many runs are told apart; each has a bit. The last bit is the reader's own: of entries that the index does not know yet. */
#define AUTOJIT_INDEX_RUNS 63u

struct autojit_index_header {
  uint32_t magic;
  uint32_t version;
  uint64_t log;      /* `identity` of the log that it belongs to */
  uint64_t end;      /* so far the log was read; what follows is new */
  uint32_t next_run; /* the bit that the next run takes, and whoever had it before loses */
  uint32_t modules;  /* how many */
  uint32_t entries;  /* how many */
  uint32_t checksum; /* of all that follows the header */
};

#define AUTOJIT_INDEX_KEY_SIZE 8

/* The last one of a function. */
struct autojit_index_entry {
  uint32_t module; /* the number of its id in the index */
  uint32_t slot;
  uint32_t at; /* of the entry in the log, and its size: in units of 8 bytes */
  uint32_t size;
  uint64_t runs;                       /* a bit for each run that is known to have needed it */
  uint8_t key[AUTOJIT_INDEX_KEY_SIZE]; /* the end of the entry's content key */
};

static inline const uint8_t *autojit_index_key(const uint8_t *key) { return key + AUTOJIT_CONTENT_KEY_SIZE - AUTOJIT_INDEX_KEY_SIZE; }

static inline uint32_t autojit_index_checksum(const void *bytes, size_t size) {
  const uint64_t *words = (const uint64_t *)bytes;
  uint64_t sums[4] = {1, 2, 3, 4};
  size_t count = size / 8;
  for (size_t at = 0; at < count; ++at) {
    uint64_t next = (sums[at & 3] ^ words[at]) * 0x9e3779b97f4a7c15u;
    sums[at & 3] = next ^ next >> 29;
  }
  uint64_t result = count;
  for (unsigned lane = 0; lane < 4; ++lane) {
    result = (result ^ sums[lane]) * 0xbf58476d1ce4e5b9u;
    result ^= result >> 32;
  }
  return (uint32_t)result;
}

#endif
