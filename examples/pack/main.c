/* pack: a small file packer. Which codec runs is decided at run time, so most of it is never called in one run. */
#include "codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Codec *const codecs[] = {&store_codec, &rle_codec, &huffman_codec};
enum { CODECS = sizeof codecs / sizeof codecs[0], HEADER = 16 };
static const char magic[4] = {'P', 'A', 'K', '1'};

static void fail(const char *what, const char *where) {
  fprintf(stderr, "pack: %s: %s\n", where, what);
  exit(1);
}

static void help(void) {
  puts("usage: pack [-d] [-m METHOD] [FILE]\n\n"
       "Packs FILE (or standard input) to standard output; with -d unpacks.\n"
       "Methods:");
  for (int i = 0; i < CODECS; i++)
    printf("  %s\n", codecs[i]->name);
}

static int find_codec(const char *name) {
  for (int i = 0; i < CODECS; i++)
    if (!strcmp(codecs[i]->name, name))
      return i;
  fail("no such method", name);
  return -1;
}

static Buffer read_all(FILE *file) {
  Buffer buffer = {0};
  uint8_t block[65536];
  size_t count;
  while ((count = fread(block, 1, sizeof block, file)) > 0)
    for (size_t i = 0; i < count; i++)
      buffer_append(&buffer, block[i]);
  return buffer;
}

static Buffer pack(const Buffer *input, int codec) {
  Buffer output = {0};
  for (int i = 0; i < 4; i++)
    buffer_append(&output, (uint8_t)magic[i]);
  buffer_append_u32(&output, (uint32_t)codec);
  buffer_append_u32(&output, (uint32_t)input->size);
  buffer_append_u32(&output, crc32(input->bytes, input->size));
  codecs[codec]->encode(input->bytes, input->size, &output);
  return output;
}

static Buffer unpack(const Buffer *input, const char *name) {
  Buffer output = {0};
  if (input->size < HEADER || memcmp(input->bytes, magic, 4))
    fail("not a packed file", name);
  uint32_t codec = read_u32(input->bytes + 4), size = read_u32(input->bytes + 8), crc = read_u32(input->bytes + 12);
  if (codec >= CODECS)
    fail("packed by a later version", name);
  if (codecs[codec]->decode(input->bytes + HEADER, input->size - HEADER, size, &output) || crc32(output.bytes, output.size) != crc)
    fail("damaged", name);
  return output;
}

int main(int argc, char **argv) {
  int unpacking = 0, codec = find_codec("huffman");
  const char *name = "standard input";
  FILE *file = stdin;
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--help")) {
      help();
      return 0;
    } else if (!strcmp(argv[i], "-d"))
      unpacking = 1;
    else if (!strcmp(argv[i], "-m") && i + 1 < argc)
      codec = find_codec(argv[++i]);
    else if (!(file = fopen(name = argv[i], "rb")))
      fail("cannot be opened", name);
  }
  Buffer input = read_all(file);
  Buffer output = unpacking ? unpack(&input, name) : pack(&input, codec);
  if (fwrite(output.bytes, 1, output.size, stdout) != output.size || fflush(stdout))
    fail("cannot be written", "standard output");
  buffer_free(&input);
  buffer_free(&output);
  return 0;
}
