/*
 * The reader of entries that were made elsewhere (autojit-fill --entries): from any bytes, what is taken for entries lies in them, one behind the
 * other and nothing twice, and each program's part ends. What an entry holds is the readers' of logs and images, with fuzzers of their own.
 */
#include "entries.h"

#include "autojit/image-log.h"

#include <stdlib.h>
#include <string.h>

static void require(bool fact) {
  if (!fact)
    abort();
}

/* Reads all of it, so a sanitizer sees what is outside. */
static unsigned sum_of(const unsigned char *bytes, size_t size) {
  unsigned sum = 0;
  for (size_t i = 0; i < size; ++i)
    sum += bytes[i];
  return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static volatile unsigned sum;
  unsigned char *bytes = malloc(size ? size : 1);
  memcpy(bytes, data, size);
  struct entries all = {.bytes = bytes, .size = size};
  while (all.size) {
    const size_t before = all.size;
    const struct entries one = next_entries(&all);
    require(all.size < before && one.size <= before - all.size);
    require(all.bytes + all.size == bytes + size && one.bytes + one.size <= all.bytes);
    for (size_t at = 0; at < one.size;) {
      const struct autojit_log_entry *entry = (const void *)(one.bytes + at);
      require(one.size - at >= sizeof *entry && entry->size >= sizeof *entry && entry->size % 8 == 0 && entry->size <= one.size - at);
      sum += sum_of((const unsigned char *)entry, entry->size);
      at += entry->size;
    }
    /* Behind what makes no sense nobody knows where something begins. */
    require(!one.problem || all.size == 0);
  }
  free(bytes);
  return 0;
}
