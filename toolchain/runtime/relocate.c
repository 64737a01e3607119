/*
 * What an image names gets its address.
 */
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

const char *relocate(struct view view, struct autojit_object *object, struct autojit_image_range range, uint8_t *target, uint32_t size,
                     uintptr_t place, uintptr_t base) {
  const struct autojit_image_relocation *relocations = (const struct autojit_image_relocation *)(view.bytes + range.offset);
  uint32_t known = 0;
  uintptr_t known_address = 0;
  bool any = false;
  for (uint32_t i = 0; i < range.count; ++i) {
    struct autojit_image_relocation r = relocations[i];
    uintptr_t symbol = base;
    if (r.symbol != AUTOJIT_RELOCATION_BASE) {
      if (!any || r.symbol != known) {
        const char *problem = resolve_symbol(view, object, r.symbol, base, &known_address);
        if (problem)
          return problem;
        known = r.symbol;
        any = true;
      }
      symbol = known_address;
    }
    uint64_t value = symbol + (uint64_t)r.addend;
    if (r.kind == AUTOJIT_RELOCATION_ABS64) {
      if (size < 8 || r.offset > size - 8)
        return BROKEN_IMAGE;
      memcpy(target + r.offset, &value, 8);
    } else if (r.kind == AUTOJIT_RELOCATION_PC32 || r.kind == AUTOJIT_RELOCATION_CALL32) {
      if (r.kind == AUTOJIT_RELOCATION_CALL32 && r.symbol != AUTOJIT_RELOCATION_BASE)
        value = code_behind(symbol) + (uint64_t)r.addend;
      if (size < 4 || r.offset > size - 4)
        return BROKEN_IMAGE;
      int64_t distance = (int64_t)(value - (place + r.offset));
      int32_t narrow = (int32_t)distance;
      if (narrow != distance)
        return "the program is too large for 32-bit distances; compile this file with AUTOJIT_DISABLE=1";
      memcpy(target + r.offset, &narrow, 4);
    } else {
      return BROKEN_IMAGE;
    }
  }
  return NULL;
}
