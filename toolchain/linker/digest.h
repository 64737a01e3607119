/*
 * BLAKE3, as everywhere in AutoJIT; LLVM's copy of it in C.
 */
#ifndef AUTOJIT_LINKER_DIGEST_H
#define AUTOJIT_LINKER_DIGEST_H

#include "llvm-c/blake3.h"

#include <stdint.h>
#include <string.h>

struct digest {
  uint8_t bytes[32];
};

static inline void digest_number(llvm_blake3_hasher *hasher, uint64_t number) { llvm_blake3_hasher_update(hasher, &number, sizeof number); }

/* With its length: no two lists of texts are the same bytes. */
static inline void digest_text(llvm_blake3_hasher *hasher, const char *text) {
  digest_number(hasher, strlen(text));
  llvm_blake3_hasher_update(hasher, text, strlen(text));
}

static inline struct digest digest_end(const llvm_blake3_hasher *hasher) {
  struct digest result;
  llvm_blake3_hasher_finalize(hasher, result.bytes, sizeof result.bytes);
  return result;
}

static inline struct digest digest_of(const void *data, size_t size) {
  llvm_blake3_hasher hasher;
  llvm_blake3_hasher_init(&hasher);
  llvm_blake3_hasher_update(&hasher, data, size);
  return digest_end(&hasher);
}

static inline int same_digest(const struct digest *a, const struct digest *b) { return memcmp(a, b, sizeof *a) == 0; }

#endif
