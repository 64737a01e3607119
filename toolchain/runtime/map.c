/*
 * From image to running code: check every number, place, relocate, register. The one way in which code enters a program.
 */
#include "debug-object.h"
#include "runtime.h"
#include "tiers/tiers.h"
#include "unwind.h"
#include "view.h"

#include <string.h>

static bool fits(struct view view, struct autojit_image_range range, size_t element, size_t align) {
  uint64_t end = (uint64_t)range.offset + (uint64_t)range.count * element;
  return range.count == 0 || (end <= view.header->size && range.offset % align == 0);
}

bool is_sound(const void *image, size_t size) {
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
         fits(view, h->inlined, sizeof(struct autojit_image_inlined), 4) &&
         (h->strings.count == 0 || view.bytes[h->strings.offset + h->strings.count - 1] == 0);
}

const char *missing_routine(const void *image, size_t size) {
  if (!is_sound(image, size))
    return NULL; /* map_images says so */
  struct view view = {image, image};
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_symbol *symbols = (const struct autojit_image_symbol *)(view.bytes + h->symbols.offset);
  uintptr_t address;
  for (uint32_t i = 0; i < h->symbols.count; ++i)
    if (symbols[i].kind == AUTOJIT_SYMBOL_NAMED && symbols[i].name < h->strings.count &&
        !find_library_routine(name_of(view, symbols[i].name), &address))
      return name_of(view, symbols[i].name);
  return NULL;
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

/* Where its code goes. */
static struct code_space part_of(struct code_space space, size_t offset) {
  return (struct code_space){space.write + offset, space.run + offset, space.slab, 0};
}

int64_t find_entry(struct view view, const struct mapping *mapping) {
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_function *functions = (const struct autojit_image_function *)(view.bytes + h->functions.offset);
  for (uint32_t i = 0; i < h->functions.count; ++i)
    if (functions[i].slot == mapping->function.slot && functions[i].module < h->modules.count && functions[i].offset < h->code.count &&
        memcmp(view.bytes + h->modules.offset + (size_t)functions[i].module * AUTOJIT_ID_SIZE, mapping->function.module->id, AUTOJIT_ID_SIZE) == 0)
      return functions[i].offset;
  return -1;
}

/* Tells who is where to those who want to know. */
static const char *announce_functions(struct view view, struct mapping *mapping, const uint8_t *run) {
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_function *functions = (const struct autojit_image_function *)(view.bytes + h->functions.offset);
  struct autojit_object *object = mapping->function.object;
  for (uint32_t i = 0; i < h->functions.count; ++i) {
    const struct autojit_image_function *f = &functions[i];
    if (f->module >= h->modules.count || f->offset >= h->code.count || f->size > h->code.count - f->offset)
      return BROKEN_IMAGE;
    const struct autojit_record *module = find_by_id(object, view.bytes + h->modules.offset + (size_t)f->module * AUTOJIT_ID_SIZE);
    if (!module || f->slot >= module->slot_count)
      return BROKEN_IMAGE;
    remember_code((struct function_ref){object, module, f->slot}, run + f->offset, f->size);
    if (f->name < h->strings.count)
      tell_perf(run + f->offset, f->size, name_of(view, f->name));
    if (run + f->offset == mapping->entry)
      mapping->code_size = f->size;
  }
  return NULL;
}

static const char *place(struct mapping *mapping, struct code_space space, const uint8_t **eh_frame) {
  struct view view = {mapping->image, mapping->image};
  const struct autojit_image_header *h = view.header;
  memcpy(space.write, view.bytes + h->code.offset, h->code.count);
  const char *problem =
      relocate(view, mapping->function.object, h->relocations, space.write, h->code.count, (uintptr_t)space.run, (uintptr_t)space.run);
  if (!problem && h->eh_frame.count && !frames_end(space.write + h->eh_frame.offset, h->eh_frame.count))
    problem = BROKEN_IMAGE;
  *eh_frame = h->eh_frame.count ? space.run + h->eh_frame.offset : NULL;
  return problem ? problem : announce_functions(view, mapping, space.run);
}

/* Lays the images out in one block; false when one of them is not sound. */
static bool lay_out(struct mapping *mappings, uint32_t count, size_t *size, size_t *align) {
  *size = 0;
  *align = 1;
  for (uint32_t i = 0; i < count; ++i) {
    struct mapping *m = &mappings[i];
    const struct autojit_image_header *h = m->image;
    if (!is_sound(m->image, m->size))
      return false;
    *size = (*size + h->code_align - 1) & ~(size_t)(h->code_align - 1);
    m->offset = *size;
    *size += h->code.count;
    *align = h->code_align > *align ? h->code_align : *align;
  }
  return true;
}

/* Where each function will be: they may call each other. */
static bool find_entries(struct mapping *mappings, uint32_t count, const uint8_t *run) {
  for (uint32_t i = 0; i < count; ++i) {
    struct mapping *m = &mappings[i];
    int64_t entry = find_entry((struct view){m->image, m->image}, m);
    if (entry < 0)
      return false;
    m->entry = (void *)(uintptr_t)(run + m->offset + entry);
    m->tier = tier_of(m->image);
    if (count > 1 && m->tier == AUTOJIT_TIER_FINAL && !is_reloadable())
      note_arriving(slots_of(m->function.module) + m->function.slot, (uintptr_t)m->entry);
  }
  return true;
}

static const char *place_all(struct mapping *mappings, uint32_t count, struct code_space space) {
  static const uint8_t *eh_frames[MOST_MAPPED];
  uint32_t sections = 0;
  if (!find_entries(mappings, count, space.run))
    return BROKEN_IMAGE;
  for (uint32_t i = 0; i < count; ++i) {
    const char *problem = place(&mappings[i], part_of(space, mappings[i].offset), &eh_frames[sections]);
    if (problem)
      return problem;
    if (eh_frames[sections])
      ++sections;
  }
  if (sections && !register_unwind_data(space.slab, eh_frames, sections))
    return "there is no memory for its unwind data";
  return describe_code(mappings, count, space);
}

const char *map_images(struct mapping *mappings, uint32_t count) {
  size_t size, align;
  if (!lay_out(mappings, count, &size, &align))
    return BROKEN_IMAGE;
  struct code_space space = take_code_space(mappings[0].function.object, size, align);
  if (!space.run)
    return "the system gives no executable memory near the program (memory limit, or a policy against it)";
  const char *problem = place_all(mappings, count, space);
  end_writing(space);
  forget_arriving();
  return problem;
}
