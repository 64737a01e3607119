#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>
#include <stdint.h>

/* A growing array of bytes. */
typedef struct {
  uint8_t *bytes;
  size_t size;
  size_t capacity;
} Buffer;

void buffer_append(Buffer *buffer, uint8_t byte);
void buffer_append_u32(Buffer *buffer, uint32_t value);
void buffer_free(Buffer *buffer);

/* Reads 32 bits, least significant byte first. */
uint32_t read_u32(const uint8_t *bytes);

#endif
