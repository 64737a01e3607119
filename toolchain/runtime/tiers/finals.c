/*
 * Makes finals. Three steps, as the object that a function belongs to may be closed at any time: look at what is wanted, while nobody can close it;
 * make it, with nothing of the program's; then map it and give it the slot, while nobody can close it.
 */
#define _GNU_SOURCE
#include "autojit/engine.h"
#include "by-daemon.h"
#include "images/images.h"
#include "loader.h"
#include "lock.h"
#include "making.h"
#include "rights/rights.h"
#include "runtime.h"
#include "stack.h"
#include "store.h"
#include "tiers.h"

#include <limits.h>
#include <string.h>

enum { LONGEST_ROUTINE = 256 };

/* There is one thread that makes finals, so one of these. */
static struct final {
  struct draft *draft;
  /* What is known of it. */
  bool wanted; /* it still is */
  enum autojit_message_kind kind;
  uint8_t module[AUTOJIT_ID_SIZE];
  uint32_t slot;
  char body[PATH_MAX]; /* empty: nobody knows where it is */
  const struct held_body *held;
  int debug;
  bool keyed;
  struct question question;
  /* What came of it. */
  const void *image;
  size_t size;
  const uint8_t *key;
  uint64_t ns;
  char routine[LONGEST_ROUTINE]; /* not empty: a library routine whose address is to be asked for */
  uintptr_t routine_address;
} final;

static bool is_wanted(const struct draft *draft) { return draft_of(draft->slot) == draft; }

static void give_up(struct draft *draft) { __atomic_store_n(&draft->state, OVER, __ATOMIC_RELAXED); }

/* The code is there: false when it cannot be used. */
static bool put_in_place(struct draft *draft, const void *image, size_t size, const uint8_t *key, uint64_t ns) {
  struct mapping mapping = {.image = image, .size = size, .function = draft->function};
  if (map_images(&mapping, 1) || mapping.tier != AUTOJIT_TIER_FINAL)
    return false;
  if (key)
    keep_image(draft->function, key, image, size);
  give_code(draft->function, mapping.entry);
  trace_final(draft->function, ns, mapping.code_size, key != NULL, work_of(draft));
  trace_inlined(draft->function, image);
  give_up(draft);
  return true;
}

/* Another process may have made it. */
static bool use_news(struct draft *draft, struct image_log *log) {
  uint64_t start = now_ns();
  const struct autojit_log_entry *entry = log ? find_news(log, draft->function, false) : NULL;
  return entry && !missing_routine(image_of(entry), image_size(entry)) &&
         put_in_place(draft, image_of(entry), image_size(entry), NULL, now_ns() - start);
}

static void look(void *unused) {
  struct draft *draft = final.draft;
  char store[PATH_MAX];
  const char *problem;
  take_lock();
  final.wanted = is_wanted(draft);
  struct image_log *log = final.wanted ? log_of(draft->function.object) : NULL;
  if (final.wanted && use_news(draft, log))
    final.wanted = false;
  if (final.wanted) {
    memcpy(final.module, draft->function.module->id, sizeof final.module);
    final.slot = draft->function.slot;
    final.held = held_body(draft->function.module, final.module);
    if (final.held || !locate_store(draft->function.module, store, final.body, &problem))
      final.body[0] = 0;
    final.debug = debugger_wants_objects();
    final.keyed = log && *log->path;
    put_question(&final.question, final.kind, draft->function, (struct function_ref){NULL, NULL, 0}, AUTOJIT_MATERIALIZE_BEHIND);
  }
  release_lock();
}

static const void *find_nothing(void *images, const uint8_t *key, size_t *size) {
  (void)images, (void)key, (void)size;
  return NULL;
}

/* False when there is none to be had. */
static struct autojit_engine_response response;

static bool make_here(const struct autojit_engine_v7 *engine) {
  const bool read = engine->has_module(FINALS, final.module);
  struct autojit_engine_request request = {.seat = FINALS,
                                           .body_path = read || final.held || !*final.body ? NULL : final.body,
                                           .body = !read && final.held ? final.held->bytes : NULL,
                                           .body_size = !read && final.held ? final.held->size : 0,
                                           .module = final.module,
                                           .slot = final.slot,
                                           .debug = final.debug,
                                           .reloads = is_reloadable(),
                                           .find = find_nothing,
                                           .images = final.keyed ? &final : NULL};
  if (engine->materialize(&request, &response) != 0)
    return false;
  final.image = response.image;
  final.size = response.size;
  final.key = response.key;
  return true;
}

static void use(void *unused) {
  struct draft *draft = final.draft;
  take_lock();
  if (*final.routine && !remember_library_routine(final.routine, final.routine_address))
    give_up(draft);
  *final.routine = 0;
  if (is_wanted(draft)) {
    const char *missing = missing_routine(final.image, final.size);
    if (missing && strlen(missing) < LONGEST_ROUTINE)
      strcpy(final.routine, missing);
    else if (missing || !put_in_place(draft, final.image, final.size, final.key, final.ns))
      give_up(draft);
  }
  release_lock();
}

/* With the loader's lock, so others wait for it in their fork(). */
static bool do_while_open(void (*step)(void *)) {
  begin_loading();
  bool open = while_open(final.draft->function.object, step, NULL);
  end_loading();
  return open;
}

static const struct autojit_engine_v7 *have_engine(void) {
  if (!loaded_engine()) {
    begin_loading();
    have_engine_ready();
    end_loading();
  }
  return loaded_engine();
}

static void use_it(void) {
  while (do_while_open(use) && *final.routine) {
    begin_loading();
    final.routine_address = ask_loader_for_routine(final.routine);
    end_loading();
  }
}

/* False when the daemon cannot be asked. */
static bool by_daemon(struct draft *draft) {
  const struct autojit_log_entry *entry;
  uint64_t start = now_ns();
  enum daemon_outcome outcome = ask_daemon_behind(&final.question, final.module, final.slot, &entry);
  final.ns = now_ns() - start;
  if (outcome == DAEMON_REFUSED)
    give_up(draft);
  if (outcome == MADE_BEHIND) {
    final.image = image_of(entry);
    final.size = image_size(entry);
    final.key = entry->key;
    use_it();
  }
  give_answer_back();
  return outcome != NO_DAEMON;
}

static void by_engine(struct draft *draft) {
  const struct autojit_engine_v7 *engine = have_engine();
  if (!engine) {
    give_up(draft);
    return;
  }
  uint64_t start = now_ns();
  enter_engine();
  count_engine_use();
  bool made = make_here(engine);
  final.ns = now_ns() - start;
  if (made)
    use_it();
  else
    give_up(draft);
  engine->release(FINALS, &response);
  leave_engine();
}

/* What is static is too large for a stack. */
static bool look_at(struct draft *draft, enum autojit_message_kind kind) {
  final.draft = draft;
  final.wanted = false;
  final.kind = kind;
  *final.routine = 0;
  return do_while_open(look) && final.wanted;
}

void make_final(struct draft *draft) {
  if (look_at(draft, AUTOJIT_MESSAGE_MATERIALIZE) && !by_daemon(draft))
    by_engine(draft);
}

void announce_final(struct draft *draft) {
  if (may_ask_daemon() && look_at(draft, AUTOJIT_MESSAGE_EXPECT))
    tell_daemon_behind(&final.question);
}
