#include "autojit/rights.h"
#include "rights/rights.h"
#include "runtime.h"

#include <string.h>

/* endbr64; lea 5(%rip), %r11; jmp *(%r11): its description is 16 bytes behind its start. */
static const uint8_t CODE[16] = {0xf3, 0x0f, 0x1e, 0xfa, 0x4c, 0x8d, 0x1d, 5, 0, 0, 0, 0x41, 0xff, 0x23, 0xcc, 0xcc};

struct known_gate {
  struct known_gate *older;
  const struct autojit_object *object; /* null: it was closed */
  uintptr_t target, address;
};

/* Under the runtime's lock. There are few: one a function and object. */
static struct known_gate *gates;

static bool find_question(const char *name, uint64_t *question) {
#define AUTOJIT_COMPARE(right, asks)                                                                                                                 \
  if (strcmp(name, #right) == 0) {                                                                                                                   \
    *question = asks;                                                                                                                                \
    return true;                                                                                                                                     \
  }
  AUTOJIT_RIGHTS(AUTOJIT_COMPARE)
#undef AUTOJIT_COMPARE
  return false;
}

uintptr_t gate_before(struct autojit_object *object, const char *name, uintptr_t target) {
  struct gate description = {.entry = (uintptr_t)autojit_pass_gate, .target = target};
  /* The program's own function of this name is its own affair. */
  if (!target || slot_of_stub(target) || !find_question(name, &description.question))
    return target;
  for (const struct known_gate *known = gates; known; known = known->older)
    if (known->object == object && known->target == target)
      return known->address;
  struct known_gate *fresh = take_memory(sizeof *fresh);
  struct code_space space = fresh ? take_code_space(object, sizeof CODE + sizeof description, 16) : (struct code_space){0};
  if (!space.run)
    return target;
  memcpy(space.write, CODE, sizeof CODE);
  memcpy(space.write + sizeof CODE, &description, sizeof description);
  end_writing(space);
  *fresh = (struct known_gate){gates, object, target, (uintptr_t)space.run};
  gates = fresh;
  return fresh->address;
}

void forget_gates(const struct autojit_object *object) {
  for (struct known_gate *known = gates; known; known = known->older)
    if (known->object == object)
      known->object = NULL;
}
