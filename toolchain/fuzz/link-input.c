/*
 * What stands before the linker reads objects, archives and programs of anybody's: from any bytes, parts lie in the file and holes in their parts,
 * and a part that is found in an output fits its place there. The bytes are taken for an input and for an output.
 */
#include "input-file.h"
#include "output.h"

#include <stdlib.h>

static void check_part(const struct input *input, const struct part *part) {
  require(part->offset <= input->file.size && part->size <= input->file.size - part->offset);
  uint64_t at = 0;
  for (size_t i = 0; i != part->hole_count; ++i) {
    const struct hole *hole = &part->holes[i];
    require(hole->offset >= at && hole->offset + (uint64_t)hole->size <= part->size);
    at = hole->offset + (uint64_t)hole->size;
  }
  digest_part(input, part);
}

/* Every part to where it was found, in a copy that is exactly as large. */
static void patch(const struct input *input, const struct output *output) {
  uint64_t *places = malloc(input->part_count * sizeof *places + 1);
  uint8_t *copy = malloc(output->elf.file.size);
  require(places && copy);
  memcpy(copy, output->elf.file.data, output->elf.file.size);
  find_parts(output, input, places);
  for (size_t i = 0; i != input->part_count; ++i)
    if (places[i] < UNCLEAR)
      put_part(copy, places[i], input, &input->parts[i]);
  char *words[] = {NULL};
  renew_build_id(copy, output->elf.file.size, words);
  free(copy);
  free(places);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct input input;
  require(read_input(write_input(data, size, NULL, 0), &input));
  for (size_t i = 0; i != input.part_count; ++i)
    check_part(&input, &input.parts[i]);
  /* Not the mapped file: its last page is larger than it is. */
  uint8_t *exact = malloc(size ? size : 1);
  require(exact != NULL);
  memcpy(exact, data, size);
  struct output output;
  if (open_output((struct bytes){exact, size}, &output))
    patch(&input, &output);
  close_output(&output);
  free(exact);
  close_input(&input);
  return 0;
}
