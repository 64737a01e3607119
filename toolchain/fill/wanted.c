#include "wanted.h"

#include <stdlib.h>
#include <string.h>

struct function {
  uint8_t module[AUTOJIT_ID_SIZE];
  uint32_t slot;
};

static struct function *functions;
static size_t count;
static bool has_list;

static int compare(const void *a, const void *b) {
  const struct function *x = a, *y = b;
  int order = memcmp(x->module, y->module, sizeof x->module);
  return order ? order : (x->slot > y->slot) - (x->slot < y->slot);
}

static bool read_line(FILE *list, struct function *function) {
  for (int i = 0; i < AUTOJIT_ID_SIZE; ++i) {
    unsigned byte;
    if (fscanf(list, "%2x", &byte) != 1)
      return false;
    function->module[i] = (uint8_t)byte;
  }
  return fscanf(list, " %u ", &function->slot) == 1;
}

bool read_wanted(FILE *list) {
  has_list = true;
  for (size_t room = 0; !feof(list); ++count) {
    int next = getc(list);
    if (next == EOF)
      break;
    ungetc(next, list);
    if (count == room) {
      room = room ? 2 * room : 256;
      struct function *larger = realloc(functions, room * sizeof *functions);
      if (!larger)
        return false;
      functions = larger;
    }
    if (!read_line(list, &functions[count]))
      return false;
  }
  if (count)
    qsort(functions, count, sizeof *functions, compare);
  return true;
}

bool is_wanted(const struct autojit_record *module, uint32_t slot) {
  struct function function = {.slot = slot};
  memcpy(function.module, module->id, sizeof function.module);
  return !has_list || (count && bsearch(&function, functions, count, sizeof *functions, compare));
}
