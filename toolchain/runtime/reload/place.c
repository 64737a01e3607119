/*
 * From message to modules: every number is checked, the data goes near the object, stubs are written.
 */
#include "images/images.h"
#include "lock.h"
#include "reload.h"

#include <string.h>

enum { LARGEST_DATA = 128 << 20 };

static const char BROKEN[] = "what it was sent does not hold together; please report this";
static const char NO_MEMORY[] = "there is no memory for it near the program";

/* The message's parts. */
struct parts {
  const struct autojit_reload_fixup *fixups;
  const struct autojit_reload_function *functions;
  const struct autojit_reload_stub *stubs;
  const struct autojit_reload_trampoline *trampolines;
  const uint8_t *data;
  const char *notes;
};

static bool find_parts(const struct autojit_reload_patch *m, struct parts *parts) {
  uint64_t at = sizeof *m;
  const uint8_t *bytes = (const uint8_t *)m;
  if (m->head.size < sizeof *m || m->data_size > LARGEST_DATA || m->zero_size > LARGEST_DATA ||
      (uint64_t)m->record_count * sizeof(struct autojit_record) > m->data_size || m->record_count == 0)
    return false;
  parts->fixups = (const struct autojit_reload_fixup *)(bytes + at);
  at += (uint64_t)m->fixup_count * sizeof *parts->fixups;
  parts->functions = (const struct autojit_reload_function *)(bytes + at);
  at += (uint64_t)m->function_count * sizeof *parts->functions;
  parts->stubs = (const struct autojit_reload_stub *)(bytes + at);
  at += (uint64_t)m->stub_count * sizeof *parts->stubs;
  parts->trampolines = (const struct autojit_reload_trampoline *)(bytes + at);
  at += (uint64_t)m->trampoline_count * sizeof *parts->trampolines;
  parts->data = bytes + at;
  at += m->data_size;
  parts->notes = (const char *)(bytes + at);
  return at + m->notes_size == m->head.size;
}

static const char *fix(const struct patch *patch, const struct autojit_reload_fixup *fixup) {
  const uintptr_t bases[] = {
      [AUTOJIT_RELOAD_ABSOLUTE] = 0, [AUTOJIT_RELOAD_DATA] = (uintptr_t)patch->data, [AUTOJIT_RELOAD_STUBS] = (uintptr_t)patch->stubs};
  const uint32_t size = fixup->is_distance ? 4 : 8;
  if (fixup->base >= sizeof bases / sizeof *bases || patch->data_size < size || fixup->place > patch->data_size - size)
    return BROKEN;
  const uint64_t value = bases[fixup->base] + (uint64_t)fixup->addend;
  if (!fixup->is_distance) {
    memcpy(patch->data + fixup->place, &value, sizeof value);
    return NULL;
  }
  const int64_t distance = (int64_t)(value - (uintptr_t)(patch->data + fixup->place));
  const int32_t narrow = (int32_t)distance;
  if (narrow != distance)
    return "something that its new code needs is too far away from the program";
  memcpy(patch->data + fixup->place, &narrow, sizeof narrow);
  return NULL;
}

static bool is_inside(const struct patch *patch, const void *start, uint64_t size) {
  const uint64_t at = (uintptr_t)start - (uintptr_t)patch->data;
  return at <= patch->data_size && size <= patch->data_size - at;
}

static bool is_text(const struct patch *patch, const char *text) {
  return is_inside(patch, text, 1) && memchr(text, 0, patch->data_size - (size_t)((const uint8_t *)text - patch->data));
}

/* Its records lead to its own data, and nowhere else. */
static bool are_records_sound(const struct patch *patch) {
  for (const struct autojit_record *r = patch->object.first; r != patch->object.end; ++r) {
    if (r->magic != AUTOJIT_RECORD_MAGIC || r->version != AUTOJIT_RECORD_VERSION || r->unwinder || r->direct_imports > r->import_count ||
        !is_inside(patch, slots_of(r), (uint64_t)r->slot_count * sizeof(void *)) || (uintptr_t)slots_of(r) % sizeof(void *) ||
        !is_inside(patch, target_of(&r->imports), (uint64_t)r->import_count * sizeof(autojit_rel)))
      return false;
    if (!is_text(patch, target_of(&r->source)) || !is_text(patch, target_of(&r->store)))
      return false;
    const autojit_rel *imports = target_of(&r->imports);
    for (uint32_t i = r->direct_imports; i < r->import_count; ++i)
      if (!is_inside(patch, target_of(&imports[i]), sizeof(uintptr_t)))
        return false;
  }
  return true;
}

static void put_distance(uint8_t *field, const uint8_t *run, const void *target) {
  const int32_t distance = (int32_t)((intptr_t)target - (intptr_t)(run + 4));
  memcpy(field, &distance, sizeof distance);
}

/* A compiler marks it for indirect branches only where they are protected; here nobody knows. */
static void write_stub(uint8_t *write, const uint8_t *run, void *const *slot, const void *resolver) {
  static const uint8_t code[AUTOJIT_RELOAD_STUB] = {AUTOJIT_BRANCH_TARGET, AUTOJIT_STUB_BYTES};
  memcpy(write, code, sizeof code);
  write += AUTOJIT_BRANCH_TARGET_SIZE;
  run += AUTOJIT_BRANCH_TARGET_SIZE;
  put_distance(write + AUTOJIT_STUB_SLOT, run + AUTOJIT_STUB_SLOT, slot);
  put_distance(write + AUTOJIT_STUB_SLOT_AGAIN, run + AUTOJIT_STUB_SLOT_AGAIN, slot);
  put_distance(write + AUTOJIT_STUB_RESOLVER, run + AUTOJIT_STUB_RESOLVER, resolver);
}

static void write_trampoline(uint8_t *write, const uint8_t *run, const void *cell) {
  static const uint8_t code[] = {AUTOJIT_BRANCH_TARGET, 0xff, 0x25, 0, 0, 0, 0}; /* endbr64; jmpq *CELL(%rip) */
  memset(write, 0xcc, AUTOJIT_RELOAD_STUB);
  memcpy(write, code, sizeof code);
  put_distance(write + 6, run + 6, cell);
}

/* Null when it is no slot of the patch. */
static const struct autojit_record *record_of(const struct patch *patch, const struct autojit_reload_stub *stub) {
  const struct autojit_record *record = patch->object.first + stub->record;
  return stub->record < (size_t)(patch->object.end - patch->object.first) && stub->slot < record->slot_count ? record : NULL;
}

/* `resolver`: where in the data the resolver's address is. */
static const char *write_stubs(struct patch *patch, const struct autojit_reload_patch *m, const struct parts *parts, struct code_space space,
                               const void *resolver) {
  uint8_t *write = space.write;
  const uint8_t *run = space.run;
  for (uint32_t i = 0; i < m->stub_count; ++i, write += AUTOJIT_RELOAD_STUB, run += AUTOJIT_RELOAD_STUB) {
    const struct autojit_record *record = record_of(patch, &parts->stubs[i]);
    if (!record)
      return BROKEN;
    write_stub(write, run, slots_of(record) + parts->stubs[i].slot, resolver);
  }
  for (uint32_t i = 0; i < m->trampoline_count; ++i, write += AUTOJIT_RELOAD_STUB, run += AUTOJIT_RELOAD_STUB) {
    if (!is_inside(patch, patch->data + parts->trampolines[i].cell, sizeof(uintptr_t)))
      return BROKEN;
    write_trampoline(write, run, patch->data + parts->trampolines[i].cell);
  }
  return NULL;
}

static const char *note_functions(struct patch *patch, const struct autojit_reload_patch *m, const struct parts *parts) {
  for (uint32_t i = 0; i < patch->function_count; ++i) {
    const struct autojit_reload_function *f = &parts->functions[i];
    void **root = (void **)(uintptr_t)f->slot;
    if (f->stub >= m->stub_count || !find_function(patch->parent, root).module)
      return BROKEN;
    const struct autojit_reload_stub *stub = &parts->stubs[f->stub];
    const struct autojit_record *record = patch->object.first + stub->record; /* write_stubs has looked */
    patch->functions[i] = (struct exchanged){.root = root,
                                             .slot = slots_of(record) + stub->slot,
                                             .stub = patch->stubs + (size_t)f->stub * AUTOJIT_RELOAD_STUB,
                                             .function = {&patch->object, record, stub->slot}};
  }
  return NULL;
}

/* The parent's log of images keeps the patch's too: the next run of the program is of the new build. */
static const char *fill_in(struct patch *patch, const struct autojit_reload_patch *m, const struct parts *parts) {
  const size_t stubs = ((size_t)m->stub_count + m->trampoline_count) * AUTOJIT_RELOAD_STUB;
  /* Behind the data: the address of the resolver. */
  const size_t resolver = ((size_t)m->data_size + m->zero_size + 7) & ~(size_t)7;
  patch->data = map_data_near(patch->parent, resolver + sizeof(uintptr_t));
  struct code_space space = patch->data ? take_code_space(patch->parent, stubs, AUTOJIT_RELOAD_STUB) : (struct code_space){0};
  if (!space.run)
    return NO_MEMORY;
  patch->data_size = m->data_size + m->zero_size;
  patch->stubs = space.run;
  memcpy(patch->data, parts->data, m->data_size);
  *(uintptr_t *)(patch->data + resolver) = (uintptr_t)__autojit_resolve;
  patch->object.first = (const struct autojit_record *)patch->data;
  patch->object.end = patch->object.first + m->record_count;
  const char *problem = NULL;
  for (uint32_t i = 0; !problem && i < m->fixup_count; ++i)
    problem = fix(patch, &parts->fixups[i]);
  if (!problem && !are_records_sound(patch))
    problem = BROKEN;
  if (!problem)
    problem = write_stubs(patch, m, parts, space, patch->data + resolver);
  end_writing(space);
  return problem ? problem : note_functions(patch, m, parts);
}

static const char *place(const struct autojit_reload_patch *m, struct autojit_object *object, const struct parts *parts, struct patch **placed) {
  struct patch *patch = take_memory(sizeof *patch);
  char *notes = take_memory(m->notes_size + 1);
  struct exchanged *functions = take_memory((size_t)m->function_count * sizeof *functions + 1);
  if (!patch || !notes || !functions)
    return NO_MEMORY;
  memcpy(notes, parts->notes, m->notes_size);
  *patch = (struct patch){.parent = object, .functions = functions, .function_count = m->function_count, .notes = notes, .notes_size = m->notes_size};
  patch->object.images = log_of(object);
  add_pending(patch);
  *placed = patch;
  return fill_in(patch, m, parts);
}

const char *place_patch(const struct autojit_reload_patch *m, struct autojit_object *object, struct patch **placed) {
  struct parts parts;
  if (!find_parts(m, &parts))
    return BROKEN;
  take_lock();
  const char *problem = place(m, object, &parts, placed);
  release_lock();
  return problem;
}
