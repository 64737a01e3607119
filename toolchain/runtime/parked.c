#define _GNU_SOURCE
#include "parked.h"
#include "autojit/image-log.h"

#include <string.h>
#include <sys/mman.h>

static struct parked *first;

static bool is_same(struct function_ref a, struct function_ref b) { return a.module == b.module && a.slot == b.slot; }

struct parked *find_parked(struct function_ref function) {
  struct parked *parked = first;
  while (parked && !is_same(parked->function, function))
    parked = parked->next;
  return parked;
}

void park_answer(struct function_ref function, const struct engine_answer *answer, uint64_t ns) {
  if (find_parked(function))
    return;
  size_t head = (sizeof(struct parked) + AUTOJIT_CONTENT_KEY_SIZE + 63) & ~(size_t)63, room = head + answer->size;
  uint8_t *block = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED)
    return;
  struct parked *parked = (struct parked *)block;
  *parked = (struct parked){.next = first, .answer = *answer, .function = function, .ns = ns, .room = room};
  memcpy(parked + 1, answer->key, AUTOJIT_CONTENT_KEY_SIZE);
  memcpy(block + head, answer->image, answer->size);
  parked->answer.key = (const uint8_t *)(parked + 1);
  parked->answer.image = block + head;
  first = parked;
}

void forget_parked(struct parked *parked) {
  struct parked **link = &first;
  while (*link != parked)
    link = &(*link)->next;
  *link = parked->next;
  munmap(parked, parked->room);
}
