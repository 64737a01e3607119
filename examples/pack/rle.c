/* Run lengths: a count from 1 to 255, then the byte. */
#include "codec.h"

static size_t run_length(const uint8_t *input, size_t length) {
  size_t run = 1;
  while (run < length && run < 255 && input[run] == input[0])
    run++;
  return run;
}

static void encode(const uint8_t *input, size_t length, Buffer *output) {
  for (size_t i = 0; i < length;) {
    size_t run = run_length(input + i, length - i);
    buffer_append(output, (uint8_t)run);
    buffer_append(output, input[i]);
    i += run;
  }
}

static int decode(const uint8_t *input, size_t length, size_t size, Buffer *output) {
  if (length % 2)
    return -1;
  for (size_t i = 0; i < length; i += 2)
    for (int run = input[i]; run > 0; run--)
      buffer_append(output, input[i + 1]);
  return output->size == size ? 0 : -1;
}

const Codec rle_codec = {"rle", encode, decode};
