/* Keeps the bytes as they are. */
#include "codec.h"

static void encode(const uint8_t *input, size_t length, Buffer *output) {
  for (size_t i = 0; i < length; i++)
    buffer_append(output, input[i]);
}

static int decode(const uint8_t *input, size_t length, size_t size, Buffer *output) {
  if (length != size)
    return -1;
  encode(input, length, output);
  return 0;
}

const Codec store_codec = {"store", encode, decode};
