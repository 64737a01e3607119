#define _GNU_SOURCE
#include "parked.h"
#include "autojit/image-log.h"

#include <string.h>
#include <sys/mman.h>

static struct parked *first;

static struct parked *find(const uint8_t *module, uint32_t slot) {
  struct parked *parked = first;
  while (parked && (parked->slot != slot || memcmp(parked->module, module, AUTOJIT_ID_SIZE) != 0))
    parked = parked->next;
  return parked;
}

struct parked *find_parked(struct function_ref function) { return find(function.module->id, function.slot); }

void park_answer(const uint8_t *module, uint32_t slot, const struct engine_answer *answer, uint64_t ns) {
  if (find(module, slot))
    return;
  size_t head = (sizeof(struct parked) + AUTOJIT_CONTENT_KEY_SIZE + 63) & ~(size_t)63, room = head + answer->size;
  uint8_t *block = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED)
    return;
  struct parked *parked = (struct parked *)block;
  *parked = (struct parked){.next = first, .answer = *answer, .slot = slot, .ns = ns, .room = room};
  memcpy(parked->module, module, AUTOJIT_ID_SIZE);
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
