#ifndef CODEC_H
#define CODEC_H

#include "buffer.h"

/* Decoders return 0, or -1 when the input is damaged. `size` bytes are expected. */
typedef struct {
  const char *name;
  void (*encode)(const uint8_t *input, size_t length, Buffer *output);
  int (*decode)(const uint8_t *input, size_t length, size_t size, Buffer *output);
} Codec;

extern const Codec store_codec;
extern const Codec rle_codec;
extern const Codec huffman_codec;

uint32_t crc32(const uint8_t *bytes, size_t size);

#endif
