/*
 * What an image names gets its address.
 */
#include "reload/reload.h"
#include "rights/rights.h"
#include "runtime.h"
#include "tiers/tiers.h"
#include "view.h"

#include <stdio.h>
#include <string.h>

const char BROKEN_IMAGE[] = "the engine made a broken image; please report this, with the versions that `autojit doctor` prints";

/* Names end up in messages, which are one line. */
static bool is_printable(const char *name) {
  for (; *name; ++name)
    if ((unsigned char)*name <= ' ')
      return false;
  return true;
}

static const char *resolve_constant(struct view view, const struct autojit_object *object, uint32_t index, uintptr_t base, uintptr_t *address) {
  const struct autojit_image_header *h = view.header;
  if (index >= h->constants.count)
    return BROKEN_IMAGE;
  const struct autojit_image_constant *constant = (const struct autojit_image_constant *)(view.bytes + h->constants.offset) + index;
  if (constant->offset > h->code.count)
    return BROKEN_IMAGE;
  *address = address_of_constant(object, constant->hash, base + constant->offset);
  return *address ? NULL : "there is no memory for the table of constants";
}

/* What the draft in this image counts in. */
static const char *resolve_counter(struct view view, struct autojit_object *object, uintptr_t *address) {
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_function *f = (const struct autojit_image_function *)(view.bytes + h->functions.offset);
  if (h->functions.count != 1 || f->module >= h->modules.count)
    return BROKEN_IMAGE;
  const struct autojit_record *module = find_by_id(object, view.bytes + h->modules.offset + (size_t)f->module * AUTOJIT_ID_SIZE);
  if (!module || f->slot >= module->slot_count)
    return BROKEN_IMAGE;
  struct draft *draft = new_draft((struct function_ref){object, module, f->slot}, h->code.count);
  *address = draft ? (uintptr_t)&draft->left : 0;
  return draft ? NULL : "there is no memory for its counter";
}

/* `base`: where the image's code runs. */
static const char *resolve_symbol(struct view view, struct autojit_object *object, uint32_t index, uintptr_t base, uintptr_t *address) {
  const struct autojit_image_header *h = view.header;
  if (index >= h->symbols.count)
    return BROKEN_IMAGE;
  const struct autojit_image_symbol *symbol = (const struct autojit_image_symbol *)(view.bytes + h->symbols.offset) + index;
  if (symbol->kind == AUTOJIT_SYMBOL_NAMED) {
    if (symbol->name >= h->strings.count)
      return BROKEN_IMAGE;
    const char *name = name_of(view, symbol->name);
    if (find_library_routine(name, address) && *address)
      return NULL;
    if (!is_printable(name))
      return BROKEN_IMAGE;
    static char message[1024];
    snprintf(message, sizeof message,
             "its code needs the library routine '%s', which the program does not have; link the library that has it (into a static program: with "
             "-Wl,-u,%s)",
             name, name);
    return message;
  }
  if (symbol->kind == AUTOJIT_SYMBOL_CONSTANT)
    return resolve_constant(view, object, symbol->index, base, address);
  if (symbol->kind == AUTOJIT_SYMBOL_COUNTER)
    return resolve_counter(view, object, address);
  if (symbol->kind == AUTOJIT_SYMBOL_HOT) {
    *address = (uintptr_t)draft_is_hot;
    return NULL;
  }
  bool gives_up_rights = symbol->kind == AUTOJIT_SYMBOL_RIGHTS;
  if ((symbol->kind != AUTOJIT_SYMBOL_IMPORT && !gives_up_rights) || symbol->module >= h->modules.count)
    return BROKEN_IMAGE;
  const struct autojit_record *module = find_by_id(object, view.bytes + h->modules.offset + (size_t)symbol->module * AUTOJIT_ID_SIZE);
  if (!module || symbol->index >= module->import_count)
    return "its body no longer fits the linked program; rebuild and relink";
  *address = import_address(module, symbol->index);
  if (gives_up_rights && symbol->name < h->strings.count)
    *address = gate_before(object, name_of(view, symbol->name), *address);
  return NULL;
}

static const char TOO_FAR[] = "the program is too large for 32-bit distances; compile this file with AUTOJIT_DISABLE=1";

/* `target` + `offset` runs at `place`. */
static const char *put_distance(uint8_t *target, uint32_t offset, uintptr_t place, uint64_t value) {
  const int64_t distance = (int64_t)(value - (place + offset));
  const int32_t narrow = (int32_t)distance;
  if (narrow != distance)
    return TOO_FAR;
  memcpy(target + offset, &narrow, sizeof narrow);
  return NULL;
}

/* A call or jump that takes where it goes from a cell; or it goes there itself, and has as many bytes (as linkers do with -fno-plt's). */
static const char *put_branch(uint8_t *target, uint32_t offset, uintptr_t place, struct autojit_object *object, uintptr_t symbol) {
  enum { INDIRECT = 0xff, CALL_BY = 0x15, JUMP_BY = 0x25, PREFIX = 0x67, CALL = 0xe8, JUMP = 0xe9, NOTHING = 0x90, FIELD = 4 };
  if (offset < 2 || target[offset - 2] != INDIRECT || (target[offset - 1] != CALL_BY && target[offset - 1] != JUMP_BY))
    return BROKEN_IMAGE;
  void *const *cell = is_reloadable() ? cell_of_stub(object, symbol) : NULL;
  if (cell)
    return put_distance(target, offset, place, (uintptr_t)cell - FIELD);
  const uintptr_t code = code_behind(symbol);
  if (target[offset - 1] == CALL_BY) {
    target[offset - 2] = PREFIX;
    target[offset - 1] = CALL;
    return put_distance(target, offset, place, code - FIELD);
  }
  target[offset - 2] = JUMP;
  target[offset + 3] = NOTHING;
  return put_distance(target, offset - 1, place, code - FIELD);
}

/* What the relocation needs is at `symbol`. */
static const char *apply(const struct autojit_image_relocation *r, uint8_t *target, uint32_t size, uintptr_t place, struct autojit_object *object,
                         uintptr_t symbol) {
  const uint64_t value = symbol + (uint64_t)r->addend;
  const uint32_t width = r->kind == AUTOJIT_RELOCATION_ABS64 ? 8 : 4;
  if (size < width || r->offset > size - width)
    return BROKEN_IMAGE;
  switch (r->kind) {
  case AUTOJIT_RELOCATION_ABS64:
    memcpy(target + r->offset, &value, width);
    return NULL;
  case AUTOJIT_RELOCATION_PC32:
    return put_distance(target, r->offset, place, value);
  case AUTOJIT_RELOCATION_CALL32:
    return put_distance(target, r->offset, place, r->symbol == AUTOJIT_RELOCATION_BASE ? value : code_behind(symbol) + (uint64_t)r->addend);
  case AUTOJIT_RELOCATION_CELL32:
    return put_branch(target, r->offset, place, object, symbol);
  default:
    return BROKEN_IMAGE;
  }
}

const char *relocate(struct view view, struct autojit_object *object, struct autojit_image_range range, uint8_t *target, uint32_t size,
                     uintptr_t place, uintptr_t base) {
  const struct autojit_image_relocation *relocations = (const struct autojit_image_relocation *)(view.bytes + range.offset);
  uint32_t known = 0;
  uintptr_t known_address = 0;
  bool any = false;
  for (uint32_t i = 0; i < range.count; ++i) {
    const struct autojit_image_relocation r = relocations[i];
    if (r.symbol != AUTOJIT_RELOCATION_BASE && (!any || r.symbol != known)) {
      const char *problem = resolve_symbol(view, object, r.symbol, base, &known_address);
      if (problem)
        return problem;
      known = r.symbol;
      any = true;
    }
    const char *problem = apply(&r, target, size, place, object, r.symbol == AUTOJIT_RELOCATION_BASE ? base : known_address);
    if (problem)
      return problem;
  }
  return NULL;
}
