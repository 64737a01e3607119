/*
 * A dying program looks for its function's name in the file that it was loaded from: in any bytes, a name lies in the file, ends there and is one
 * line. The first 8 bytes are the function's address.
 */
#include "name.h"

#include <stdlib.h>
#include <string.h>

static void require(int fact) {
  if (!fact)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint64_t address;
  if (size < sizeof address)
    return 0;
  memcpy(&address, data, sizeof address);
  size -= sizeof address;
  /* Exactly as large as the file, so that a byte too many is noticed. */
  uint8_t *file = malloc(size ? size : 1);
  require(file != NULL);
  memcpy(file, data + sizeof address, size);
  const char *name = symbol_at(file, size, address);
  if (name) {
    const uint8_t *start = (const uint8_t *)name;
    require(start >= file && start < file + size && memchr(start, 0, (size_t)(file + size - start)) && *start);
    for (; *start; ++start)
      require(*start > ' ');
  }
  free(file);
  return 0;
}
