/*
 * autojit-fill: makes the code of a program's functions ahead and keeps it among the program's images.
 */
#define _GNU_SOURCE
#include "autojit/fill.h"
#include "entries.h"
#include "program.h"
#include "wanted.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const char USAGE[] =
    "usage: autojit-fill [--only] [--jobs N] PROGRAM\n       autojit-fill --entries [--earlier] | --where PROGRAM...\n\n"
    "Makes the code of all functions of a program or library that was built with AutoJIT, and keeps it among its images: runs then need no engine.\n"
    "  --only     just the functions that standard input lists, one a line: the module's id, a space, the slot\n"
    "  --jobs N   as many at once (default: one a processor)\n"
    "  --entries  make nothing: keep the entries of image logs that come on standard input, as far as they fit the program; an empty one (64 bytes "
    "of 0)\n"
    "             stands before those of the next program\n"
    "  --earlier  also of modules that it had before an edit: functions that are as they were are known again by their content\n"
    "  --where    make nothing: print two lines for each program, the path of its images, and that of its owner's where these are another's and are "
    "read\n";

enum { MOST_JOBS = 256 };

/* What is done for each program. */
struct task {
  bool entries, earlier, where;
  int jobs;
};

/* In memory that all jobs share. */
struct counts {
  unsigned made, there, refused;
};

static _Noreturn void stop(const char *what, const char *detail) {
  fprintf(stderr, "autojit-fill: %s%s\n", what, detail);
  exit(1);
}

/* The library beside us: its images are for programs that use it. */
static const struct autojit_fill_v1 *open_runtime(void) {
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  path[length > 0 ? length : 0] = 0;
  char *slash = strrchr(path, '/');
  static const char name[] = "/../lib/libautojit-runtime.so";
  if (!slash || (size_t)(slash - path) + sizeof name > sizeof path)
    stop("the toolchain's folder is unknown", "");
  memcpy(slash, name, sizeof name);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const struct autojit_fill_v1 *(*get)(void) = NULL;
  if (library)
    *(void **)&get = dlsym(library, AUTOJIT_FILL_SYMBOL);
  if (!get)
    stop("the runtime cannot be loaded; reinstall AutoJIT: ", dlerror());
  return get();
}

static void fill_function(const struct autojit_fill_v1 *runtime, struct autojit_object *object, const struct autojit_record *module, uint32_t slot,
                          struct counts *counts) {
  const char *problem;
  switch (runtime->fill(object, module, slot, &problem)) {
  case AUTOJIT_FILL_MADE:
    __atomic_add_fetch(&counts->made, 1, __ATOMIC_RELAXED);
    break;
  case AUTOJIT_FILL_THERE:
    __atomic_add_fetch(&counts->there, 1, __ATOMIC_RELAXED);
    break;
  case AUTOJIT_FILL_REFUSED:
    __atomic_add_fetch(&counts->refused, 1, __ATOMIC_RELAXED);
    fprintf(stderr, "autojit-fill: %s: function %u cannot be made: %s\n", (const char *)&module->source + module->source, slot, problem);
    break;
  case AUTOJIT_FILL_NO_LOG:
    stop("images cannot be kept: neither the program's store nor the user's can be written, or AUTOJIT_IMAGES is off", "");
  }
}

/* Every `jobs`th module, as functions of one share what is read of it. */
static int do_share(const struct autojit_fill_v1 *runtime, struct autojit_object *object, struct counts *counts, int job, int jobs) {
  int number = 0;
  for (const struct autojit_record *module = object->first; (uintptr_t)object->end - (uintptr_t)module >= sizeof *module; ++module)
    for (uint32_t slot = 0; slot < module->slot_count; ++slot)
      /* A module with many functions is everybody's. */
      if ((module->slot_count > 64 ? (int)(slot / 16) : number++) % jobs == job && is_wanted(module, slot))
        fill_function(runtime, object, module, slot, counts);
  return 0;
}

/* Processes, not threads: the engine serves one at a time. */
static bool do_all(const struct autojit_fill_v1 *runtime, struct autojit_object *object, struct counts *counts, int jobs) {
  bool well = true;
  int started = 0, status;
  for (; started < jobs - 1; ++started) {
    pid_t child = fork();
    if (child == 0)
      _exit(do_share(runtime, object, counts, started + 1, jobs));
    if (child < 0)
      stop("no process can be had: ", strerror(errno));
  }
  well = do_share(runtime, object, counts, 0, jobs) == 0;
  for (; started; --started)
    well &= wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return well;
}

static int make_all(const struct autojit_fill_v1 *runtime, struct autojit_object *object, int jobs) {
  struct counts *counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (counts == MAP_FAILED)
    stop("there is no memory", "");
  char log[PATH_MAX];
  snprintf(log, sizeof log, "%s", runtime->log(object));
  bool well = do_all(runtime, object, counts, jobs);
  printf("%u made, %u there before, %u refused, in %s\n", counts->made, counts->there, counts->refused, log);
  return well && counts->refused == 0 ? 0 : 1;
}

/* Two lines, whatever there is: others follow. */
static int print_logs(const struct autojit_fill_v1 *runtime, struct autojit_object *object) {
  const char *log = runtime->log(object);
  printf("%s\n%s\n", log, *log ? runtime->owners_log(object) : "");
  if (!*log)
    fprintf(stderr,
            "autojit-fill: there is no place for the program's images: neither its store nor the user's can be written, or AUTOJIT_IMAGES is off\n");
  return *log ? 0 : 1;
}

static int work_on(const struct autojit_fill_v1 *runtime, const char *named, const struct task *task, const struct entries *entries) {
  char *program = realpath(named, NULL);
  struct autojit_object object = {0};
  const char *problem = strerror(errno);
  if (!program || !map_program(program, &object, &problem)) {
    fprintf(stderr, "autojit-fill: %s: %s\n", program ? program : named, problem);
    if (task->where)
      puts("\n");
    return 1;
  }
  runtime->begin(program);
  if (task->entries)
    return take_entries(runtime, &object, task->earlier, entries) ? 0 : 1;
  return task->where ? print_logs(runtime, &object) : make_all(runtime, &object, task->jobs);
}

/* Each in a process of its own: the runtime is for one program. */
static int work_on_each(const struct autojit_fill_v1 *runtime, char **programs, const struct task *task) {
  struct entries all = {0};
  int result = 0, status;
  if (task->entries && !read_entries(STDIN_FILENO, &all))
    stop("the entries cannot be read: ", strerror(errno));
  for (; *programs; ++programs) {
    struct entries entries = next_entries(&all);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
      exit(work_on(runtime, *programs, task, &entries));
    if (child < 0)
      stop("no process can be had: ", strerror(errno));
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
      result = 1;
  }
  return result;
}

static int processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int main(int count, char **arguments) {
  struct task task = {.jobs = processors()};
  bool only = false, understood = true;
  char **programs = arguments; /* as far as they were read, in the places of words that were */
  int named = 0;
  for (int i = 1; i < count; ++i) {
    if (strcmp(arguments[i], "--only") == 0)
      only = true;
    else if (strcmp(arguments[i], "--entries") == 0)
      task.entries = true;
    else if (strcmp(arguments[i], "--earlier") == 0)
      task.earlier = true;
    else if (strcmp(arguments[i], "--where") == 0)
      task.where = true;
    else if (strcmp(arguments[i], "--jobs") == 0 && i + 1 < count)
      task.jobs = atoi(arguments[++i]);
    else if (*arguments[i] != '-' && *arguments[i])
      programs[named++] = arguments[i];
    else
      understood = false;
  }
  programs[named] = NULL;
  bool several = task.entries || task.where;
  if (!understood || named == 0 || (named > 1 && !several) || task.jobs < 1 || task.jobs > MOST_JOBS || only + task.entries + task.where > 1 ||
      task.earlier > task.entries) {
    fputs(USAGE, stderr);
    return 2;
  }
  if (only && !read_wanted(stdin))
    stop("the list of functions makes no sense", "");
  setenv("AUTOJIT_ENGINE", "inprocess", 1);
  const struct autojit_fill_v1 *runtime = open_runtime();
  return several ? work_on_each(runtime, programs, &task) : work_on(runtime, *programs, &task, NULL);
}
