/*
 * What a new function may call in other modules: only the linked program knows which definition the linker chose. Within its own module the daemon
 * knows by itself.
 */
#include "client.h"
#include "tiers/tiers.h"
#include "view.h"

#include <string.h>

enum { MOST_FOR_ONE = 16, REMEMBERED = 1024 };

/* Slots that the daemon was told of; one that takes another's place may be told again. */
static void *const *told[REMEMBERED];

static bool is_news(void *const *slot) {
  void *const **place = &told[(uintptr_t)slot / sizeof *slot % REMEMBERED];
  if (*place == slot || __atomic_load_n(slot, __ATOMIC_RELAXED))
    return false;
  *place = slot;
  return true;
}

/*
 * The lazy function of another module that a call leads to; module is null when it is something else. Only what is called is looked at: a variable's
 * address may be the end of all that can be read.
 */
static struct function_ref callee_behind(const struct autojit_image_symbol *symbol, struct function_ref caller) {
  const struct function_ref none = {NULL, NULL, 0};
  if (symbol->kind != AUTOJIT_SYMBOL_IMPORT || symbol->index >= caller.module->import_count)
    return none;
  void **slot = slot_of_stub(import_address(caller.module, symbol->index));
  struct function_ref callee = slot ? find_by_slot(caller.object, slot) : none;
  return callee.module != caller.module && callee.module && is_news(slot) ? callee : none;
}

void expect_callees(struct function_ref caller, const void *image) {
  const struct autojit_image_header *h = image;
  const struct autojit_image_symbol *symbols = (const struct autojit_image_symbol *)((const uint8_t *)image + h->symbols.offset);
  const struct autojit_image_relocation *relocations = (const struct autojit_image_relocation *)((const uint8_t *)image + h->relocations.offset);
  const char *problem;
  uint64_t connect_ns;
  if (!daemon_is_connected()) /* just now it was; under the lock none is looked for */
    return;
  for (uint32_t i = 0, count = 0; i < h->relocations.count && count < MOST_FOR_ONE; ++i) {
    const bool is_call = relocations[i].kind == AUTOJIT_RELOCATION_CALL32 || relocations[i].kind == AUTOJIT_RELOCATION_CELL32;
    if (!is_call || relocations[i].symbol >= h->symbols.count)
      continue;
    struct function_ref callee = callee_behind(&symbols[relocations[i].symbol], caller);
    if (!callee.module)
      continue;
    static struct question question;
    put_question(&question, AUTOJIT_MESSAGE_EXPECT, callee, (struct function_ref){NULL, NULL, 0},
                 drafts_are_wanted() ? AUTOJIT_MATERIALIZE_DRAFT : 0);
    int file = connection(&problem, &connect_ns);
    if (!question.size || file < 0 || !send_bytes(file, question.bytes, question.size))
      return; /* the next question finds out why */
    ++count;
  }
}
