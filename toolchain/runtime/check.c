/*
 * Whether an image that somebody else made fits the program, asked before it is kept. Mapping it asks again, of each byte that it then uses; here it
 * is told early, with a reason, and what does not fit takes no room.
 */
#include "check.h"
#include "view.h"

#include <string.h>

static const char FOREIGN[] = "it is made of modules that the program does not have";

static const struct autojit_record *module_at(struct view view, const struct autojit_object *object, uint32_t index) {
  const struct autojit_image_header *h = view.header;
  return index < h->modules.count ? find_by_id(object, view.bytes + h->modules.offset + (size_t)index * AUTOJIT_ID_SIZE) : NULL;
}

static const char *check_functions(struct view view, const struct autojit_object *object) {
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_function *functions = (const struct autojit_image_function *)(view.bytes + h->functions.offset);
  for (uint32_t i = 0; i < h->functions.count; ++i) {
    const struct autojit_image_function *f = &functions[i];
    const struct autojit_record *module = module_at(view, object, f->module);
    if (!module)
      return FOREIGN;
    if (f->slot >= module->slot_count || f->offset >= h->code.count || f->size > h->code.count - f->offset || f->name >= h->strings.count)
      return "its functions make no sense";
  }
  return NULL;
}

static bool is_import(const struct autojit_image_symbol *symbol) {
  return symbol->kind == AUTOJIT_SYMBOL_IMPORT || symbol->kind == AUTOJIT_SYMBOL_RIGHTS;
}

static const char *check_symbols(struct view view, const struct autojit_object *object) {
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_symbol *symbols = (const struct autojit_image_symbol *)(view.bytes + h->symbols.offset);
  for (uint32_t i = 0; i < h->symbols.count; ++i) {
    const struct autojit_image_symbol *symbol = &symbols[i];
    const struct autojit_record *module = is_import(symbol) ? module_at(view, object, symbol->module) : NULL;
    if (is_import(symbol) && !module)
      return FOREIGN;
    if ((module && symbol->index >= module->import_count) || (symbol->kind == AUTOJIT_SYMBOL_NAMED && symbol->name >= h->strings.count) ||
        (symbol->kind == AUTOJIT_SYMBOL_CONSTANT && symbol->index >= h->constants.count))
      return "what it names makes no sense";
  }
  return NULL;
}

static const char *check_relocations(struct view view) {
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_relocation *relocations = (const struct autojit_image_relocation *)(view.bytes + h->relocations.offset);
  for (uint32_t i = 0; i < h->relocations.count; ++i) {
    const struct autojit_image_relocation *r = &relocations[i];
    const uint32_t size = r->kind == AUTOJIT_RELOCATION_ABS64 ? 8 : 4;
    if (h->code.count < size || r->offset > h->code.count - size || (r->symbol != AUTOJIT_RELOCATION_BASE && r->symbol >= h->symbols.count))
      return "its relocations make no sense";
  }
  return NULL;
}

const char *check_image(const struct mapping *mapping) {
  if (!is_sound(mapping->image, mapping->size))
    return "it is no image of this version, or damaged";
  struct view view = {mapping->image, mapping->image};
  if (view.header->debug.count)
    return "it is for debuggers";
  if (find_entry(view, mapping) < 0)
    return "it is of another function";
  const char *problem = check_functions(view, mapping->function.object);
  if (!problem)
    problem = check_symbols(view, mapping->function.object);
  return problem ? problem : check_relocations(view);
}

/* Slots and imports are numbers of that module, which is not here; the engine puts others in their places. */
static const char *check_parts(struct view view) {
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_function *f = (const struct autojit_image_function *)(view.bytes + h->functions.offset);
  if (f->module || f->offset >= h->code.count || f->size > h->code.count - f->offset || f->name >= h->strings.count)
    return "its functions make no sense";
  const struct autojit_image_symbol *symbols = (const struct autojit_image_symbol *)(view.bytes + h->symbols.offset);
  for (uint32_t i = 0; i < h->symbols.count; ++i)
    if ((is_import(&symbols[i]) && (symbols[i].module || symbols[i].name >= h->strings.count)) ||
        (symbols[i].kind == AUTOJIT_SYMBOL_NAMED && symbols[i].name >= h->strings.count) ||
        (symbols[i].kind == AUTOJIT_SYMBOL_CONSTANT && symbols[i].index >= h->constants.count))
      return "what it names makes no sense";
  return check_relocations(view);
}

const char *check_earlier_image(const struct mapping *mapping, const uint8_t *module) {
  if (!is_sound(mapping->image, mapping->size))
    return "it is no image of this version, or damaged";
  struct view view = {mapping->image, mapping->image};
  const struct autojit_image_header *h = view.header;
  if (h->debug.count)
    return "it is for debuggers";
  if (h->modules.count != 1 || h->functions.count != 1 || memcmp(view.bytes + h->modules.offset, module, AUTOJIT_ID_SIZE) != 0)
    return "it is not one function of its module alone";
  return check_parts(view);
}
