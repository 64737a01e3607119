/*
 * What debuggers can read about code that was mapped (debugger.c). Where one listens, an object for each block of code, with the debug info that the
 * images bring. Where none does, names and unwind data alone, for one that attaches later and for core files: in objects that grow, so that there are
 * few of them however the functions came.
 */
#include "debug-object.h"

#include "debug-info.h"
#include "symbol-file.h"
#include "valgrind.h"
#include "view.h"

#include <string.h>

/* One that grows. Its pages exist only once they are written to. */
struct open_file {
  struct symbol_file *file;
  struct symbol_file_room room;
  const void *slab; /* null: nobody uses it */
  struct pool pool; /* where the file is */
  struct open_file *older;
};

static struct open_file *open_files; /* under the runtime's lock */

static const char NO_MEMORY[] = "there is no memory for its debug information";

static struct view view_of(const struct mapping *mapping) { return (struct view){mapping->image, mapping->image}; }

static const struct autojit_image_function *functions_of(struct view view) {
  return (const struct autojit_image_function *)(view.bytes + view.header->functions.offset);
}

/* False when the file is full. */
static bool add_mapping(struct symbol_file *file, const struct symbol_file_room *room, const struct mapping *mapping, struct code_space space) {
  const struct view view = view_of(mapping);
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_function *functions = functions_of(view);
  const uintptr_t run = (uintptr_t)space.run + mapping->offset;
  const struct symbol_file before = {.sections[SYMBOLS] = file->sections[SYMBOLS], .sections[NAMES] = file->sections[NAMES]};
  for (uint32_t i = 0; i < h->functions.count; ++i)
    if (!add_symbol(file, room, functions[i].name < h->strings.count ? name_of(view, functions[i].name) : "", run + functions[i].offset,
                    functions[i].size)) {
      file->sections[SYMBOLS] = before.sections[SYMBOLS];
      file->sections[NAMES] = before.sections[NAMES];
      return false;
    }
  /* Without room for them the function still has its name. */
  if (h->eh_frame.count)
    add_frames(file, room, space.write + mapping->offset + h->eh_frame.offset, h->eh_frame.count, run + h->eh_frame.offset);
  return true;
}

static void add_room(struct symbol_file_room *room, const struct mapping *mapping) {
  const struct view view = view_of(mapping);
  const struct autojit_image_function *functions = functions_of(view);
  for (uint32_t i = 0; i < view.header->functions.count; ++i)
    room->names += functions[i].name < view.header->strings.count ? strlen(name_of(view, functions[i].name)) + 1 : 1;
  room->symbols += view.header->functions.count;
  room->frames += 2 * (size_t)view.header->eh_frame.count + 64; /* at most 16 bytes more for each of at least 20, and the end */
}

static bool describe_for_debugger(const struct mapping *mappings, uint32_t count, struct code_space space) {
  static struct debug_input inputs[MOST_MAPPED];
  struct symbol_file_room room = {0};
  uint32_t with_info = 0;
  for (uint32_t i = 0; i < count; ++i) {
    add_room(&room, &mappings[i]);
    if (view_of(&mappings[i]).header->debug.count)
      inputs[with_info++] = (struct debug_input){view_of(&mappings[i]), (uintptr_t)space.run + mappings[i].offset};
  }
  room.debug = size_of_debug_info(inputs, with_info);
  struct symbol_file *file = make_symbol_file((uintptr_t)space.run, &room, NULL);
  if (!file)
    return false;
  for (uint32_t i = 0; i < count; ++i)
    add_mapping(file, &room, &mappings[i], space);
  const unsigned sections = file->header.e_shnum;
  if (!add_debug_info(file, inputs, with_info))
    file->header.e_shnum = (Elf64_Half)sections; /* names are better than nothing */
  return tell_debugger(file, seal(file), true);
}

/* The first of the list, as a slab's newest file is the one with room. */
static struct open_file *take_open_file(void) {
  struct open_file **place = &open_files;
  while (*place && (*place)->slab)
    place = &(*place)->older;
  struct open_file *open = *place;
  if (open)
    *place = open->older;
  else
    open = take_memory(sizeof *open);
  if (open) {
    open->older = open_files;
    open_files = open;
  }
  return open;
}

static struct open_file *open_file(uintptr_t text, const void *slab, const struct symbol_file_room *needed) {
  enum { FEWEST = 16, MOST = 1024, NAME = 48, UNWIND = 160 };
  size_t functions = FEWEST; /* each has room for twice as many as the one before it */
  for (const struct open_file *other = open_files; other; other = other->older)
    if (other->slab == slab && functions < MOST)
      functions *= 2;
  struct open_file *open = take_open_file();
  if (!open)
    return NULL;
  *open = (struct open_file){.room = *needed, .older = open->older};
  open->room.symbols += functions;
  open->room.names += functions * NAME;
  open->room.frames += functions * UNWIND;
  open->file = make_symbol_file(text, &open->room, &open->pool);
  if (!open->file || !tell_debugger(open->file, (uint8_t *)open->file + open->file->sections[FRAMES].sh_offset + open->room.frames, false))
    return NULL;
  open->slab = slab;
  return open;
}

void forget_description(const void *slab) {
  for (struct open_file *open = open_files; open; open = open->older)
    if (open->slab == slab) {
      untell_debugger(open->file);
      empty_pool(&open->pool);
      open->slab = NULL;
    }
}

/* What does not fit is left out only where there is no memory: then the program goes on without. */
static void describe_for_later(const struct mapping *mappings, uint32_t count, struct code_space space) {
  struct open_file *open = open_files;
  while (open && open->slab != space.slab)
    open = open->older;
  for (uint32_t i = 0; i < count; ++i) {
    if (open && add_mapping(open->file, &open->room, &mappings[i], space))
      continue;
    struct symbol_file_room needed = {0};
    add_room(&needed, &mappings[i]);
    open = open_file((uintptr_t)space.run + mappings[i].offset, space.slab, &needed);
    if (!open)
      return;
    add_mapping(open->file, &open->room, &mappings[i], space);
  }
}

/* valgrind wants the engine's object, with the addresses of its sections. It gets functions one by one (warm.c). */
static const char *describe_for_valgrind(const struct mapping *mapping, struct code_space space) {
  const struct view view = view_of(mapping);
  const struct autojit_image_header *h = view.header;
  uint8_t *copy = take_memory(h->debug.count);
  if (!copy)
    return NO_MEMORY;
  memcpy(copy, view.bytes + h->debug.offset, h->debug.count);
  const char *problem =
      relocate(view, mapping->function.object, h->debug_relocations, copy, h->debug.count, (uintptr_t)copy, (uintptr_t)space.run + mapping->offset);
  if (!problem && h->debug.count)
    tell_valgrind(mapping->image, space.run + mapping->offset, copy, h->debug.count);
  return problem;
}

const char *describe_code(const struct mapping *mappings, uint32_t count, struct code_space space) {
  if (on_valgrind())
    return describe_for_valgrind(mappings, space);
  if (debugger_wants_objects())
    return describe_for_debugger(mappings, count, space) ? NULL : NO_MEMORY;
  describe_for_later(mappings, count, space);
  return NULL;
}
