/*
 * The reader of what is kept of a link: any bytes are a state or none, and a state that is written again is the same bytes. The digest at the end is
 * put right: bytes that fail there test nothing else.
 */
#include "input-file.h"
#include "leftovers.h"
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void check_written(const struct state *state, const char *path, const uint8_t *data, size_t size) {
  char *other = format("%s.again", path);
  require(write_state(other, state));
  size_t again_size;
  char *again = read_text(other, &again_size);
  require(again && again_size == size + sizeof(struct digest) && memcmp(again, data, size) == 0);
  unlink(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct digest digest = digest_of(data, size);
  const char *path = write_input(data, size, &digest, sizeof digest);
  begin_leftovers();
  struct state state;
  if (read_state(path, &state))
    check_written(&state, path, data, size);
  free_leftovers();
  return 0;
}
