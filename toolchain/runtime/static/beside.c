/*
 * A static program has no dynamic loader, and only itself.
 */
#define _GNU_SOURCE
#include "at-load.h"
#include "daemon/client.h"
#include "loader.h"
#include "static.h"
#include "text.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char autojit_toolchain[PATH_MAX];

/* Provided by the linker. */
extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));

bool path_beside_us(const char *name, char *path) {
  char *end = path + PATH_MAX;
  return append(append(append(path, end, autojit_toolchain), end, "/"), end, name) != end;
}

static char program[PATH_MAX];

/* Once, and not when it is asked for: that is by several threads, without the lock. */
static void find_path(void) {
  if (readlink("/proc/self/exe", program, sizeof program - 1) < 0)
    *program = 0;
}
AT_LOAD(find_path);

bool is_beside_program(void) { return true; }

struct loaded_object object_of(uintptr_t address) {
  if (!*program || address < (uintptr_t)&__ehdr_start || address >= (uintptr_t)_end)
    return (struct loaded_object){0};
  return (struct loaded_object){program, (uintptr_t)&__ehdr_start};
}

bool has_engine(void) { return false; }

const struct autojit_engine_v7 *find_engine(bool anew) {
  (void)anew;
  return NULL;
}

const struct autojit_engine_v7 *open_engine(struct function_ref function, bool anew) {
  (void)anew;
  const char *problem = why_not_by_daemon();
  static char message[1200];
  if (problem)
    snprintf(message, sizeof message, "only autojitd can make functions of a static program, and %s", problem);
  fail(function,
       problem ? message : "only autojitd can make functions of a static program, and it may not be asked; set AUTOJIT_ENGINE to auto or daemon");
}

static uintptr_t find(const struct autojit_routine *routines, const char *name) {
  for (; routines->name; ++routines)
    if (strcmp(routines->name, name) == 0)
      return (uintptr_t)routines->address;
  return 0;
}

uintptr_t ask_loader_for_routine(const char *name) {
  uintptr_t found = find(autojit_library_routines, name);
  return found ? found : find(autojit_compiler_routines, name);
}

/* Its own unwinder is named in its records. */
bool is_open(const struct autojit_object *object) { return object; }
bool while_open(const struct autojit_object *object, void (*work)(void *), void *argument) {
  (void)object;
  work(argument);
  return true;
}
bool unwinders_may_be_new(void) { return false; }
struct shared_unwinders find_shared_unwinders(void) { return (struct shared_unwinders){0}; }
void unwinders_are_known(unsigned long long looked_at) { (void)looked_at; }
