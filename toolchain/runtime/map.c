/*
 * From image to running code: check every number, place, relocate, register. The one way in which code enters a program.
 */
#include "runtime.h"
#include "unwind.h"

#include <stdio.h>
#include <string.h>

struct view {
  const uint8_t *bytes;
  const struct autojit_image_header *header;
};

static const char BROKEN[] = "the engine made a broken image; please report this, with the versions that `autojit doctor` prints";

static bool fits(struct view view, struct autojit_image_range range, size_t element, size_t align) {
  uint64_t end = (uint64_t)range.offset + (uint64_t)range.count * element;
  return range.count == 0 || (end <= view.header->size && range.offset % align == 0);
}

static bool is_sound(const void *image, size_t size) {
  if (size < sizeof(struct autojit_image_header) || (uintptr_t)image % 8 != 0)
    return false;
  struct view view = {image, image};
  const struct autojit_image_header *h = view.header;
  return h->magic == AUTOJIT_IMAGE_MAGIC && h->version == AUTOJIT_IMAGE_VERSION && h->size == size && h->code_align && h->code_align <= 4096 &&
         (h->code_align & (h->code_align - 1)) == 0 && fits(view, h->code, 1, 1) && h->eh_frame.offset <= h->code.count &&
         h->eh_frame.count <= h->code.count - h->eh_frame.offset && fits(view, h->modules, AUTOJIT_ID_SIZE, 1) &&
         fits(view, h->symbols, sizeof(struct autojit_image_symbol), 4) && fits(view, h->constants, sizeof(struct autojit_image_constant), 4) &&
         fits(view, h->relocations, sizeof(struct autojit_image_relocation), 8) &&
         fits(view, h->functions, sizeof(struct autojit_image_function), 4) && fits(view, h->strings, 1, 1) && fits(view, h->debug, 1, 8) &&
         fits(view, h->debug_relocations, sizeof(struct autojit_image_relocation), 8) &&
         (h->strings.count == 0 || view.bytes[h->strings.offset + h->strings.count - 1] == 0);
}

static const char *name_of(struct view view, uint32_t offset) { return (const char *)view.bytes + view.header->strings.offset + offset; }

const char *missing_routine(const void *image, size_t size) {
  if (!is_sound(image, size))
    return NULL; /* map_image says so */
  struct view view = {image, image};
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_symbol *symbols = (const struct autojit_image_symbol *)(view.bytes + h->symbols.offset);
  uintptr_t address;
  for (uint32_t i = 0; i < h->symbols.count; ++i)
    if (symbols[i].kind == AUTOJIT_SYMBOL_NAMED && symbols[i].index < h->strings.count &&
        !find_library_routine(name_of(view, symbols[i].index), &address))
      return name_of(view, symbols[i].index);
  return NULL;
}

/* Names end up in messages, which are one line. */
static bool is_printable(const char *name) {
  for (; *name; ++name)
    if ((unsigned char)*name <= ' ')
      return false;
  return true;
}

static const char *resolve_constant(struct view view, uint32_t index, uintptr_t base, uintptr_t *address) {
  const struct autojit_image_header *h = view.header;
  if (index >= h->constants.count)
    return BROKEN;
  const struct autojit_image_constant *constant = (const struct autojit_image_constant *)(view.bytes + h->constants.offset) + index;
  if (constant->offset > h->code.count)
    return BROKEN;
  *address = address_of_constant(constant->hash, base + constant->offset);
  return *address ? NULL : "there is no memory for the table of constants";
}

/* `base`: where the image's code runs. */
static const char *resolve_symbol(struct view view, struct autojit_object *object, uint32_t index, uintptr_t base, uintptr_t *address) {
  const struct autojit_image_header *h = view.header;
  if (index >= h->symbols.count)
    return BROKEN;
  const struct autojit_image_symbol *symbol = (const struct autojit_image_symbol *)(view.bytes + h->symbols.offset) + index;
  if (symbol->kind == AUTOJIT_SYMBOL_NAMED) {
    if (symbol->index >= h->strings.count)
      return BROKEN;
    const char *name = name_of(view, symbol->index);
    if (find_library_routine(name, address) && *address)
      return NULL;
    if (!is_printable(name))
      return BROKEN;
    static char message[512];
    snprintf(message, sizeof message, "its code needs the library routine '%s', which the program does not have; link the library that has it", name);
    return message;
  }
  if (symbol->kind == AUTOJIT_SYMBOL_CONSTANT)
    return resolve_constant(view, symbol->index, base, address);
  if (symbol->kind != AUTOJIT_SYMBOL_IMPORT || symbol->module >= h->modules.count)
    return BROKEN;
  const struct autojit_record *module = find_by_id(object, view.bytes + h->modules.offset + (size_t)symbol->module * AUTOJIT_ID_SIZE);
  if (!module || symbol->index >= module->import_count)
    return "its body no longer fits the linked program; rebuild and relink";
  *address = import_address(module, symbol->index);
  return NULL;
}

/* Relocates `target` (code, or the debuggers' object), which is `size` bytes and will run at `place`. */
static const char *relocate(struct view view, struct autojit_object *object, struct autojit_image_range range, uint8_t *target, uint32_t size,
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
        return BROKEN;
      memcpy(target + r.offset, &value, 8);
    } else if (r.kind == AUTOJIT_RELOCATION_PC32) {
      if (size < 4 || r.offset > size - 4)
        return BROKEN;
      int64_t distance = (int64_t)(value - (place + r.offset));
      int32_t narrow = (int32_t)distance;
      if (narrow != distance)
        return "the program is too large for 32-bit distances; compile this file with AUTOJIT_DISABLE=1";
      memcpy(target + r.offset, &narrow, 4);
    } else {
      return BROKEN;
    }
  }
  return NULL;
}

static const char *map_debug_object(struct view view, struct autojit_object *object, uintptr_t base) {
  const struct autojit_image_header *h = view.header;
  if (h->debug.count == 0)
    return NULL;
  uint8_t *copy = take_memory(h->debug.count);
  if (!copy)
    return "there is no memory for its debug information";
  memcpy(copy, view.bytes + h->debug.offset, h->debug.count);
  const char *problem = relocate(view, object, h->debug_relocations, copy, h->debug.count, (uintptr_t)copy, base);
  if (!problem)
    register_debug_object(copy, h->debug.count);
  return problem;
}

/*
 * Whether unwind data holds together: records that follow each other up to the end mark, each frame's description leading back into the data.
 * Unwinders walk it without knowing its size. What a record says of its frames is the code generator's word, like the code itself.
 */
static bool frames_end(const uint8_t *frames, uint32_t size) {
  uint32_t length, back;
  for (uint32_t at = 0; size - at >= sizeof length; at += (uint32_t)sizeof length + length) {
    memcpy(&length, frames + at, sizeof length);
    if (length == 0)
      return true;
    if (length < sizeof back || length > size - at - sizeof length)
      return false;
    memcpy(&back, frames + at + sizeof length, sizeof back);
    if (back > at + sizeof length)
      return false;
  }
  return false;
}

const char *map_image(const void *image, size_t size, struct function_ref wanted, void **entry, uint32_t *code_size) {
  if (!is_sound(image, size))
    return BROKEN;
  struct view view = {image, image};
  const struct autojit_image_header *h = view.header;
  struct code_space space = take_code_space((uintptr_t)wanted.module, h->code.count, h->code_align);
  if (!space.run)
    return "the system gives no executable memory near the program (memory limit, or a policy against it)";
  memcpy(space.write, view.bytes + h->code.offset, h->code.count);
  const char *problem = relocate(view, wanted.object, h->relocations, space.write, h->code.count, (uintptr_t)space.run, (uintptr_t)space.run);
  if (problem)
    return problem;

  *entry = NULL;
  const struct autojit_image_function *functions = (const struct autojit_image_function *)(view.bytes + h->functions.offset);
  for (uint32_t i = 0; i < h->functions.count; ++i) {
    const struct autojit_image_function *f = &functions[i];
    if (f->module >= h->modules.count || f->offset >= h->code.count || f->size > h->code.count - f->offset)
      return BROKEN;
    const struct autojit_record *module = find_by_id(wanted.object, view.bytes + h->modules.offset + (size_t)f->module * AUTOJIT_ID_SIZE);
    if (!module || f->slot >= module->slot_count)
      return BROKEN;
    struct function_ref ref = {wanted.object, module, f->slot};
    remember_code(ref, space.run + f->offset, f->size);
    if (f->name < h->strings.count)
      tell_perf(space.run + f->offset, f->size, name_of(view, f->name));
    if (module == wanted.module && f->slot == wanted.slot) {
      *entry = space.run + f->offset;
      *code_size = f->size;
    }
  }
  if (!*entry || (h->eh_frame.count && !frames_end(space.write + h->eh_frame.offset, h->eh_frame.count)))
    return BROKEN;
  if (h->eh_frame.count && !register_unwind_data(space.slab, space.run + h->eh_frame.offset))
    return "there is no memory for its unwind data";
  return map_debug_object(view, wanted.object, (uintptr_t)space.run);
}
