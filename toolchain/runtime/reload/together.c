/*
 * Functions of one module that are exchanged while they are in use are made as one image, where nothing is optimized: one by one, small ones take
 * four times as long. Whatever stands in the way, they can still be made one by one, which also says what it was.
 */
#include "autojit/body.h"
#include "choices.h"
#include "lock.h"
#include "making.h"
#include "reload.h"
#include "valgrind.h"
#include "view.h"

#include <string.h>

/* Fewer are not worth it; more would hold the runtime's lock for long while they are mapped. */
enum { FEWEST = 4, MOST = 256 };

/* The listener's alone. */
static struct exchanged *group[MOST];
static uint32_t slots[MOST], group_size;

static bool is_in_group(uint32_t slot) {
  for (uint32_t i = 0; i < group_size; ++i)
    if (slots[i] == slot)
      return true;
  return false;
}

/* From `start` on; returns where it stopped. */
static uint32_t collect_group(struct patch *patch, uint32_t start) {
  const struct autojit_record *module = patch->functions[start].function.module;
  uint32_t i = start;
  for (group_size = 0; i < patch->function_count && group_size < MOST; ++i) {
    struct exchanged *exchanged = &patch->functions[i];
    if (exchanged->function.module != module)
      break;
    if (!exchanged->was_used || exchanged->code || is_in_group(exchanged->function.slot))
      continue;
    group[group_size] = exchanged;
    slots[group_size++] = exchanged->function.slot;
  }
  return i;
}

/* Debuggers and valgrind are told of each function by itself. */
static bool may_be_together(const struct autojit_record *module) {
  return group_size >= FEWEST && !AUTOJIT_BODY_SPEED_LEVEL(module->flags) && !AUTOJIT_BODY_SIZE_LEVEL(module->flags) && !on_valgrind();
}

/* Under the lock. */
static void use_image(const struct engine_answer *answer) {
  struct mapping mapping = {.image = answer->image, .size = answer->size, .function = group[0]->function};
  if (missing_routine(answer->image, answer->size) || map_images(&mapping, 1))
    return;
  struct view view = {mapping.image, mapping.image};
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_function *functions = (const struct autojit_image_function *)(view.bytes + h->functions.offset);
  uint8_t *code = (uint8_t *)mapping.entry - find_entry(view, &mapping);
  for (uint32_t i = 0; i < group_size && i < h->functions.count; ++i)
    if (functions[i].slot == slots[i])
      __atomic_store_n(&group[i]->code, code + functions[i].offset, __ATOMIC_RELEASE);
}

/* In the first turn. */
static void make_group(void) {
  const struct function_ref first = group[0]->function;
  take_lock();
  const bool wanted = !debugger_wants_objects();
  making.function = first;
  making.others = slots + 1;
  making.other_count = group_size - 1;
  making.passing = true;
  memcpy(making.module, first.module->id, sizeof making.module);
  release_lock();
  if (wanted)
    ask_engine_here();
  const bool made = wanted && making.outcome == MADE_HERE;
  take_lock();
  if (made)
    use_image(&making.answer);
  making.function.module = NULL;
  making.outcome = NOTHING_MADE;
  release_lock();
  if (made)
    release_answer();
}

void make_together(struct patch *patch, struct thread_choices *choices) {
  for (uint32_t i = 0; i < patch->function_count && is_engine_loaded();) {
    const struct autojit_record *module = patch->functions[i].function.module;
    i = collect_group(patch, i);
    if (may_be_together(module))
      work_in_turn(make_group, choices);
  }
}
