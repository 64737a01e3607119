#define _GNU_SOURCE
#include "autojit/engine.h"
#include "at-load.h"
#include "daemon/client.h"
#include "images/images.h"
#include "loader.h"
#include "stack.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* Whoever loads it finds the same; used only under the runtime's lock. */
static const struct autojit_engine_v2 *engine;
static struct autojit_engine_response response;
static bool answer_is_loaded_engines;

/* auto: a daemon that runs already, which is faster; none is started for it, unless the process can have no engine. Programs with another user's
 * rights ask nobody else. */
static enum { AUTO, IN_PROCESS, DAEMON, UNKNOWN } choice;

static void ask_environment(void) {
  static const char *const names[] = {[AUTO] = "auto", [IN_PROCESS] = "inprocess", [DAEMON] = "daemon"};
  const char *name = secure_getenv("AUTOJIT_ENGINE");
  choice = name && *name ? UNKNOWN : AUTO;
  for (unsigned i = 0; choice == UNKNOWN && i < sizeof names / sizeof *names; ++i)
    if (strcmp(name, names[i]) == 0)
      choice = i;
  if (getauxval(AT_SECURE))
    choice = IN_PROCESS;
  if (choice == AUTO || choice == DAEMON)
    use_daemon(choice == DAEMON || !has_engine());
}
AT_LOAD(ask_environment);

/* Whoever asks for an engine that does not exist is told, not given another one. */
void check_choice_of_engine(struct function_ref function) {
  if (choice == UNKNOWN)
    fail(function, "AUTOJIT_ENGINE names an engine that this version does not have; set it to auto, inprocess or daemon, or unset it");
}

/* Atomic under the lock too: a thread that loads it as well stores the same again, without the lock. */
static const struct autojit_engine_v2 *loaded_engine(void) { return __atomic_load_n(&engine, __ATOMIC_ACQUIRE); }

uint64_t load_engine(struct function_ref function) {
  uint64_t start = now_ns();
  __atomic_store_n(&engine, open_engine(function), __ATOMIC_RELEASE);
  return now_ns() - start;
}

static const void *find_kept_image(void *images, const uint8_t *key, size_t *size) { return find_by_key(images, key, size); }

/* What the trace is told of a daemon that could not be had: in auto, only of one that was there. */
static const char *worth_telling(const char *problem) {
  static bool told, met;
  met |= !problem;
  if (!problem || told || (choice == AUTO && !met))
    return NULL;
  told = true;
  return problem;
}

static bool ask_daemon_if_wanted(struct function_ref function, uintptr_t caller, struct engine_answer *answer) {
  if (choice != AUTO && choice != DAEMON)
    return false;
  const char *problem;
  uint64_t connect_ns;
  bool made = ask_daemon(function, find_by_address(caller - 1), answer, &problem, &connect_ns);
  if (refused_by_daemon())
    fail(function, refused_by_daemon());
  problem = worth_telling(problem);
  if (problem || (made && connect_ns))
    trace_daemon(connect_ns, problem);
  return made;
}

enum { ENGINE_STACK = 8 << 20, TOP_OF_STACK = 256 << 10 };

static void *run_engine(void *request) { return loaded_engine()->materialize(request, &response) == 0 ? request : NULL; }

/*
 * On a stack of its own, which is used under the lock, so there is one: LLVM recurses deeply over large functions. What it writes there far down is
 * nothing that a core file is read for.
 */
static bool run_engine_on_own_stack(struct function_ref function, struct autojit_engine_request *request) {
  static uint8_t *stack;
  if (!stack) {
    stack = map_stack(ENGINE_STACK);
    if (!stack)
      fail(function, "there is no memory for the engine's stack");
    madvise(stack, ENGINE_STACK - TOP_OF_STACK, MADV_DONTDUMP);
  }
  return run_on_stack(stack + ENGINE_STACK, run_engine, request);
}

/* The engine in this process. */
static struct engine_answer ask_loaded_engine(struct function_ref function) {
  char store[PATH_MAX], body[PATH_MAX];
  const char *problem;
  /* A program goes on with what was read when its store is deleted. */
  const struct autojit_engine_v2 *loaded = loaded_engine();
  bool read = loaded->has_module(function.module->id);
  if (!read && !locate_store(function.module, store, body, &problem))
    fail(function, problem);
  struct image_log *log = log_of(function.object);
  struct engine_answer answer = {0};
  struct autojit_engine_request request = {.body_path = read ? NULL : body,
                                           .module = function.module->id,
                                           .slot = function.slot,
                                           .debug = debugger_wants_objects(),
                                           .find = find_kept_image,
                                           .images = log && *log->path ? log : NULL};
  if (!run_engine_on_own_stack(function, &request))
    fail(function, response.error);
  answer.image = response.image;
  answer.size = response.size;
  answer.key = response.key;
  answer.kept = response.kept;
  return answer;
}

bool ask_engine(struct function_ref function, uintptr_t caller, struct engine_answer *answer) {
  answer_is_loaded_engines = false;
  if (ask_daemon_if_wanted(function, caller, answer))
    return true;
  if (!loaded_engine())
    return false;
  *answer = ask_loaded_engine(function);
  answer_is_loaded_engines = true;
  return true;
}

void answer_is_mapped(struct function_ref function, const void *image) {
  if (!answer_is_loaded_engines)
    expect_callees(function, image);
}

bool doubt_answer(const char *problem) {
  if (answer_is_loaded_engines || !has_engine())
    return false;
  trace_daemon(0, problem);
  give_daemon_up();
  return true;
}

void release_answer(void) {
  if (answer_is_loaded_engines)
    loaded_engine()->release(&response);
}
