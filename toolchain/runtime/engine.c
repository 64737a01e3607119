#define _GNU_SOURCE
#include "autojit/engine.h"
#include "images/images.h"
#include "libraries.h"
#include "runtime.h"
#include "store.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whoever loads it finds the same; used only under the runtime's lock. */
static const struct autojit_engine_v2 *engine;
static struct autojit_engine_response response;

/* Whoever asks for an engine that does not exist is told, not given another one. */
static bool choice_exists;

__attribute__((constructor)) static void ask_environment(void) {
  const char *choice = secure_getenv("AUTOJIT_ENGINE");
  choice_exists = !choice || !*choice || strcmp(choice, "auto") == 0 || strcmp(choice, "inprocess") == 0;
}

void check_choice_of_engine(struct function_ref function) {
  if (!choice_exists)
    fail(function, "AUTOJIT_ENGINE names an engine that this version does not have; set it to auto or inprocess, or unset it");
}

/* Atomic under the lock too: a thread that loads it as well stores the same again, without the lock. */
static const struct autojit_engine_v2 *loaded_engine(void) { return __atomic_load_n(&engine, __ATOMIC_ACQUIRE); }

bool engine_is_loaded(void) { return loaded_engine(); }

/* The engine lies beside this library. */
uint64_t load_engine(struct function_ref function) {
  uint64_t start = now_ns();
  char path[PATH_MAX];
  if (!path_beside_us("libautojit-engine.so", path))
    fail(function, "the toolchain's folder is unknown; reinstall AutoJIT");
  void *library = dlopen(path, private_scope());
  const struct autojit_engine_v2 *(*get)(void) = NULL;
  if (library)
    *(void **)&get = dlsym(library, AUTOJIT_ENGINE_SYMBOL);
  if (!get) {
    static char message[1024];
    snprintf(message, sizeof message, "the engine cannot be loaded (%s); reinstall AutoJIT and rebuild", dlerror());
    fail(function, message);
  }
  __atomic_store_n(&engine, get(), __ATOMIC_RELEASE);
  return now_ns() - start;
}

static const void *find_kept_image(void *images, const uint8_t *key, size_t *size) { return images ? find_by_key(images, key, size) : NULL; }

struct engine_answer ask_engine(struct function_ref function) {
  char store[PATH_MAX], body[PATH_MAX];
  const char *problem;
  /* A program goes on with what was read when its store is deleted. */
  const struct autojit_engine_v2 *loaded = loaded_engine();
  bool read = loaded->has_module(function.module->id);
  if (!read && !locate_store(function.module, store, body, &problem))
    fail(function, problem);
  struct engine_answer answer = {0};
  struct autojit_engine_request request = {.body_path = read ? NULL : body,
                                           .module = function.module->id,
                                           .slot = function.slot,
                                           .debug = debugger_wants_objects(),
                                           .find = find_kept_image,
                                           .images = log_of(function.object)};
  if (loaded->materialize(&request, &response) != 0)
    fail(function, response.error);
  answer.image = response.image;
  answer.size = response.size;
  answer.key = response.key;
  answer.kept = response.kept;
  return answer;
}

void release_answer(void) { loaded_engine()->release(&response); }
