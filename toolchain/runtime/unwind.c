/*
 * The unwinders of this process: libgcc_s, LLVM's libunwind, and copies that are linked statically into programs or libraries (their module records
 * name those). Any of them may have to walk through materialized code, so each is told of all of it.
 */
#include "unwind.h"
#include "loader.h"
#include "objects.h"

enum { MOST_UNWINDERS = 64 };

/* Under the runtime's lock. */
static struct unwinder unwinders[MOST_UNWINDERS];
static unsigned unwinder_count;

static bool learn(struct unwinder found) {
  if (!found.identity)
    return true;
  for (unsigned i = 0; i < unwinder_count; ++i)
    if (unwinders[i].identity == found.identity)
      return true;
  if (unwinder_count == MOST_UNWINDERS)
    return false;
  unwinders[unwinder_count++] = found;
  return tell_all_sections(&found);
}

/* An object that is closed takes its unwinder along, even if another is loaded in its place. */
static void forget_unwinders_of_closed(void) {
  unsigned kept = 0;
  for (unsigned i = 0; i < unwinder_count; ++i)
    if (!unwinders[i].object || !was_closed(unwinders[i].object))
      unwinders[kept++] = unwinders[i];
  unwinder_count = kept;
}

static bool learn_linked(const struct autojit_object *object, const struct autojit_unwinder *linked) {
  if (linked->add_eh_frame_section) /* then __register_frame_info is LLVM's too, and does nothing */
    return learn((struct unwinder){.identity = (void *)linked->add_eh_frame_section, .object = object, .add_section = linked->add_eh_frame_section});
  return learn((struct unwinder){.identity = (void *)linked->register_frame_info, .object = object, .add = linked->register_frame_info});
}

bool learn_unwinders(const struct shared_unwinders *found, struct autojit_object *object) {
  if (found->looked_at) {
    forget_unwinders_of_closed();
    give_back_closed_objects();
    if (!learn(found->libgcc) || !learn(found->libunwind))
      return false;
    unwinders_are_known(found->looked_at);
  }
  if (object->unwinder_read)
    return true;
  /* First, and read without the lock (dynamic/unwinders.c): an object that is known and does not say so yet would be taken for closed. */
  __atomic_store_n(&object->unwinder_read, 1, __ATOMIC_RELEASE);
  if (!note_object(object))
    return false;
  for (const struct autojit_record *module = object->first; is_record(object, module); ++module)
    if (module->unwinder && !learn_linked(object, target_of(&module->unwinder)))
      return false;
  return true;
}

bool register_unwind_data(const void *slab, const uint8_t *const *eh_frames, uint32_t count) {
  return add_sections(slab, eh_frames, count, unwinders, unwinder_count);
}

/* The ones that are linked into programs and libraries cannot be told: nothing names that entry of theirs. */
static bool can_forget(const struct unwinder *unwinder) { return unwinder->remove || unwinder->remove_section || asks_us(unwinder); }

bool forget_unwind_data(const void *slab) {
  for (unsigned u = 0; u < unwinder_count; ++u)
    if (!can_forget(&unwinders[u]))
      return false;
  forget_sections(slab, unwinders, unwinder_count);
  return true;
}
