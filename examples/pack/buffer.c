#include "buffer.h"

#include <stdio.h>
#include <stdlib.h>

static void grow(Buffer *buffer) {
  size_t capacity = buffer->capacity ? buffer->capacity * 2 : 4096;
  uint8_t *bytes = realloc(buffer->bytes, capacity);
  if (!bytes) {
    fprintf(stderr, "pack: out of memory at %zu bytes\n", capacity);
    exit(1);
  }
  buffer->bytes = bytes;
  buffer->capacity = capacity;
}

void buffer_append(Buffer *buffer, uint8_t byte) {
  if (buffer->size == buffer->capacity)
    grow(buffer);
  buffer->bytes[buffer->size++] = byte;
}

void buffer_append_u32(Buffer *buffer, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    buffer_append(buffer, (uint8_t)(value >> shift));
}

void buffer_free(Buffer *buffer) {
  free(buffer->bytes);
  *buffer = (Buffer){0};
}

uint32_t read_u32(const uint8_t *bytes) {
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}
