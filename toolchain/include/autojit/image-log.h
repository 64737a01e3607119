/*
 * The image log: what the functions of one linked program or library were materialized to, kept for its next runs (docs/formats.md, "Image log").
 * This header is its specification.
 *
 * A header, then entries back to back, in the order in which the functions were first called. Entries are only ever appended, each with one write; a
 * log that must lose some is replaced by a new file. The last entry of a function counts, but no draft if there is a final. What follows an entry
 * that does not hold together is not read: the disk was full.
 */
#ifndef AUTOJIT_IMAGE_LOG_H
#define AUTOJIT_IMAGE_LOG_H

#include "autojit/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define AUTOJIT_LOG_MAGIC 0x314c4a41u /* "AJL1" */
#define AUTOJIT_LOG_VERSION 1u
#define AUTOJIT_CONTENT_KEY_SIZE 16
/*
 * Drafts and finals (image.h) have different keys: a hash whose last bit says which it is. The bit before it says of a final that it calls itself
 * directly, and not what is behind its stub at that time, or may hold copies of large functions; programs that reload have no use for such a one.
 */
#define AUTOJIT_KEY_IS_DRAFT(key) (((key)[AUTOJIT_CONTENT_KEY_SIZE - 1] & 1) != 0)
#define AUTOJIT_KEY_RULES_RELOAD_OUT(key) (((key)[AUTOJIT_CONTENT_KEY_SIZE - 1] & 2) != 0)

struct autojit_log_header {
  uint32_t magic;
  uint32_t version;
  char build[32];    /* of the toolchain that made the images, in hexadecimal; nobody else reads them */
  uint64_t identity; /* any number; another one for each file (image-index.h) */
  uint8_t reserved[16];
};

struct autojit_log_entry {
  uint32_t size;                         /* of the entry, in bytes; a multiple of 8 */
  uint32_t slot;                         /* the function, with `module` */
  uint32_t checksum[2];                  /* of the rest of the entry, before and behind this field */
  uint8_t module[AUTOJIT_ID_SIZE];       /* id */
  uint8_t key[AUTOJIT_CONTENT_KEY_SIZE]; /* of what was compiled: equal key, equal code */
  /* the image */
};

/*
 * Against bits that flip, not against people: the file is the user's own. Eight sums over every eighth word, so that a processor works at all of them
 * at once. A step changes one sum to another for every other word, so that no single wrong word is missed.
 */
static inline void autojit_log_checksum(const struct autojit_log_entry *entry, uint32_t result[2]) {
  const uint32_t *words = (const uint32_t *)entry;
  size_t count = entry->size / 4;
  uint32_t sums[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  for (size_t at = 0; at + 8 <= count; at += 8)
    for (unsigned lane = 0; lane < 8; ++lane) {
      uint32_t word = at == 0 && (lane == 2 || lane == 3) ? 0 : words[at + lane];
      uint32_t next = (sums[lane] ^ word) * 0x9e3779b1u;
      sums[lane] = next ^ next >> 15;
    }
  for (size_t at = count & ~(size_t)7; at < count; ++at) {
    uint32_t next = (sums[at & 7] ^ words[at]) * 0x9e3779b1u;
    sums[at & 7] = next ^ next >> 15;
  }
  result[0] = result[1] = (uint32_t)count;
  for (unsigned lane = 0; lane < 8; ++lane) {
    result[0] = (result[0] ^ sums[lane]) * 0x85ebca6bu;
    result[0] ^= result[0] >> 13;
    result[1] = (result[1] ^ sums[lane]) * 0xc2b2ae35u;
    result[1] ^= result[1] >> 16;
  }
}

/* Whether this is a log, and of images that the toolchain `build` (autojit/build-id.h) made. */
static inline bool autojit_log_is_of(const struct autojit_log_header *header, const char *build) {
  return header->magic == AUTOJIT_LOG_MAGIC && header->version == AUTOJIT_LOG_VERSION && memcmp(header->build, build, sizeof header->build) == 0;
}

/* Whether an entry may begin so: nothing but its head need be there. */
static inline bool autojit_log_entry_makes_sense(const struct autojit_log_entry *entry) {
  return entry->size >= sizeof *entry && entry->size % 8 == 0;
}

/* Whether there is a whole entry in the `left` bytes from here on. */
static inline bool autojit_log_entry_is_whole(const struct autojit_log_entry *entry, uint64_t left) {
  return left >= sizeof *entry && autojit_log_entry_makes_sense(entry) && entry->size <= left;
}

/* Of a whole one: whether it is what was kept. */
static inline bool autojit_log_entry_is_intact(const struct autojit_log_entry *entry) {
  uint32_t checksum[2];
  autojit_log_checksum(entry, checksum);
  return checksum[0] == entry->checksum[0] && checksum[1] == entry->checksum[1];
}

#endif
