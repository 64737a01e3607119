/*
 * Keeps images of functions of a program that does not run (include/autojit/fill.h).
 */
#include "autojit/fill.h"
#include "check.h"
#include "choices.h"
#include "images/images.h"
#include "lock.h"
#include "making.h"
#include "runtime.h"
#include "store.h"
#include "turn.h"

#include <string.h>

struct order {
  struct function_ref function;
  enum autojit_fill_result result;
  const char *problem; /* where it is refused */
  struct thread_choices *choices;
};

/* On this thread: nobody else is here who could want the turn, nor a handler that should run meanwhile. */
static void make_image(struct function_ref function, struct image_log *log, struct thread_choices *choices) {
  have_turn(choices);
  making.function = function;
  making.log = log;
  memcpy(making.module, function.module->id, AUTOJIT_ID_SIZE);
  if (!work_on_this_thread(0, ask_engine))
    refuse("there is no memory for the engine's stack");
  finish_turn(0);
}

/* Under the lock: what came of it. */
static void keep_result(struct order *order, const struct image_log *log) {
  bool made = making.outcome == MADE_HERE || making.outcome == MADE_BY_DAEMON;
  if (making.outcome == FAILED)
    order->problem = making.reason;
  if (made) {
    keep_image(order->function, making.answer.key, making.answer.image, making.answer.size);
    order->result = *log->path ? AUTOJIT_FILL_MADE : AUTOJIT_FILL_NO_LOG;
  }
  leave_turn(0);
}

static bool is_there(const struct image_log *log, uint32_t image) {
  const struct autojit_log_entry *entry;
  struct read_entries read;
  bool intact = read_entries(log, &image, 1, &entry, &read) && entry;
  give_entries_back(&read);
  return intact;
}

static void fill_one(void *argument) {
  struct order *order = argument;
  load_engine_once(order->function);
  take_lock();
  struct image_log *log = log_of(order->function.object);
  uint32_t kept = log ? find_kept(log, order->function) : 0;
  bool there = log && is_as_good(log, kept, false) && is_there(log, kept), has_place = log && *log->path;
  release_lock();
  order->result = there ? AUTOJIT_FILL_THERE : has_place ? AUTOJIT_FILL_REFUSED : AUTOJIT_FILL_NO_LOG;
  if (order->result != AUTOJIT_FILL_REFUSED)
    return;
  make_image(order->function, log, order->choices);
  take_lock();
  keep_result(order, log);
  release_lock();
}

static enum autojit_fill_result fill(struct autojit_object *object, const struct autojit_record *module, uint32_t slot, const char **problem) {
  struct thread_choices choices;
  struct order order = {.function = {object, module, slot}, .result = AUTOJIT_FILL_REFUSED, .problem = "no engine can be had", .choices = &choices};
  hold_off(&choices);
  const char *refused = attempt_to(fill_one, &order);
  let_in(&choices);
  *problem = refused ? refused : order.problem;
  return order.result;
}

static bool is_whole(const struct autojit_log_entry *entry, size_t size) {
  return autojit_log_entry_is_whole(entry, size) && entry->size == size && autojit_log_entry_is_intact(entry);
}

static const char *problem_of(struct autojit_object *object, const struct autojit_log_entry *entry, size_t size, struct mapping *mapping) {
  if (!is_whole(entry, size))
    return "it is damaged";
  const struct autojit_record *module = find_by_id(object, entry->module);
  if (!module)
    return "the program does not have its module";
  if (entry->slot >= module->slot_count)
    return "its module has no such function";
  *mapping = (struct mapping){.image = image_of(entry), .size = image_size(entry), .function = {object, module, entry->slot}};
  return check_image(mapping);
}

/* What the engine can use of a module that is not linked any more: one function, which it knows again by its content. */
static const char *problem_of_earlier(const struct autojit_log_entry *entry, size_t size, struct mapping *mapping) {
  if (!is_whole(entry, size))
    return "it is damaged";
  mapping->image = image_of(entry);
  mapping->size = image_size(entry);
  return check_earlier_image(mapping, entry->module);
}

/* Also one of a module that the program does not have: by its content key. */
static bool has_already(struct image_log *log, const struct mapping *mapping, const struct autojit_log_entry *entry, bool earlier) {
  size_t size;
  return earlier ? find_by_key(log, entry->key, &size) != NULL : is_as_good(log, find_kept(log, mapping->function), AUTOJIT_KEY_IS_DRAFT(entry->key));
}

static enum autojit_fill_result take(struct autojit_object *object, const void *bytes, size_t size, bool may_be_earlier, const char **problem) {
  const struct autojit_log_entry *entry = bytes;
  struct autojit_record unlinked = {0};
  struct mapping mapping = {.function = {object, &unlinked, 0}};
  bool earlier = may_be_earlier && size >= sizeof *entry && !find_by_id(object, entry->module);
  *problem = earlier ? problem_of_earlier(entry, size, &mapping) : problem_of(object, entry, size, &mapping);
  if (*problem)
    return AUTOJIT_FILL_REFUSED;
  if (earlier) {
    memcpy(unlinked.id, entry->module, sizeof unlinked.id);
    mapping.function.slot = entry->slot;
  }
  struct thread_choices choices;
  hold_off(&choices);
  take_lock();
  struct image_log *log = log_of(object);
  bool there = log && has_already(log, &mapping, entry, earlier);
  if (log && !there)
    keep_image(mapping.function, entry->key, mapping.image, mapping.size);
  bool kept = log && *log->path;
  release_lock();
  let_in(&choices);
  return there ? AUTOJIT_FILL_THERE : kept ? AUTOJIT_FILL_MADE : AUTOJIT_FILL_NO_LOG;
}

static const char *log_path(struct autojit_object *object) {
  take_lock();
  struct image_log *log = log_of(object);
  release_lock();
  return log ? log->path : "";
}

static const char *owners_log_path(struct autojit_object *object) {
  static char shared[4096];
  static struct image_log own;
  take_lock();
  struct image_log *log = log_of(object);
  bool is_read = log && log->files[SHARED].memory;
  if (is_read)
    locate_logs(object, &own, shared);
  release_lock();
  return is_read ? shared : "";
}

__attribute__((visibility("default"))) const struct autojit_fill_v1 *autojit_fill_v1(void);
const struct autojit_fill_v1 *autojit_fill_v1(void) {
  static const struct autojit_fill_v1 interface = {look_from, fill, log_path, owners_log_path, take};
  return &interface;
}
