/*
 * The interface by which debuggers learn of generated code (GDB manual, "JIT Compilation Interface"; LLDB reads the same). Names and layout are
 * theirs. Objects with lines and variables are made only where a debugger is: each costs it a stop. It shows by its breakpoint in the function that
 * the interface names; AUTOJIT_DEBUG=1 says that one will come.
 */
#include "at-load.h"
#include "debug-object.h"
#include "environment.h"
#include "runtime.h"
#include "system.h"
#include "valgrind.h"

#include <string.h>

struct jit_code_entry {
  struct jit_code_entry *next_entry, *prev_entry;
  const char *symfile_addr;
  uint64_t symfile_size;
};

struct jit_descriptor {
  uint32_t version;
  uint32_t action_flag;
  struct jit_code_entry *relevant_entry, *first_entry;
};

enum { JIT_NOACTION, JIT_REGISTER_FN };

__attribute__((visibility("default"))) extern struct jit_descriptor __jit_debug_descriptor;
struct jit_descriptor __jit_debug_descriptor = {.version = 1, .action_flag = JIT_NOACTION};

__attribute__((visibility("default"))) void __jit_debug_register_code(void);
/* Debuggers put a breakpoint here. */
__attribute__((noinline, used)) void __jit_debug_register_code(void) { __asm__ volatile("" ::: "memory"); }

static bool wanted;
static bool came_late; /* after code was made that it knows by name only */

/* The first byte of the function is another one while a software breakpoint is there. */
static bool has_breakpoint(void) {
  enum { INT3 = 0xcc };
  return *(const volatile uint8_t *)(uintptr_t)__jit_debug_register_code == INT3;
}

/* A tracer may set breakpoints that no byte shows, in the processor's registers, or only later, when it replays what it recorded. */
static bool is_traced(void) {
  char text[512];
  int status = system_open("/proc/self/status");
  long size = status >= 0 ? system_read(status, text, sizeof text - 1) : 0;
  if (status >= 0)
    system_close(status);
  text[size > 0 ? size : 0] = 0;
  const char *tracer = strstr(text, "\nTracerPid:\t");
  return tracer && tracer[sizeof "\nTracerPid:\t" - 1] != '0';
}

/* The environment may be changed by any thread later. */
static void look_at_start(void) { wanted = is_switched_on("AUTOJIT_DEBUG") || on_valgrind() || has_breakpoint() || is_traced(); }
AT_LOAD(look_at_start);

void look_for_debugger(void) {
  if (wanted || !has_breakpoint())
    return;
  __atomic_store_n(&wanted, true, __ATOMIC_RELAXED);
  came_late = true;
  close_slabs(); /* those that are there let nobody set a breakpoint */
}

/* Relaxed: whoever makes code without the lock gets the one or the other. */
bool debugger_wants_objects(void) { return __atomic_load_n(&wanted, __ATOMIC_RELAXED); }
bool debugger_came_late(void) { return came_late; }

static struct jit_code_entry *unused; /* under the runtime's lock */

bool tell_debugger(const void *object, const void *end, bool stop) {
  struct jit_code_entry *entry = unused;
  if (entry)
    unused = entry->next_entry;
  else
    entry = take_memory(sizeof *entry);
  if (!entry)
    return false;
  entry->prev_entry = NULL;
  entry->symfile_addr = object;
  entry->symfile_size = (uint64_t)((const char *)end - (const char *)object);
  entry->next_entry = __jit_debug_descriptor.first_entry;
  if (entry->next_entry)
    entry->next_entry->prev_entry = entry;
  __jit_debug_descriptor.first_entry = entry;
  if (!stop)
    return true;
  __jit_debug_descriptor.relevant_entry = entry;
  __jit_debug_descriptor.action_flag = JIT_REGISTER_FN;
  __jit_debug_register_code();
  __jit_debug_descriptor.action_flag = JIT_NOACTION;
  return true;
}

void untell_debugger(const void *object) {
  struct jit_code_entry *entry = __jit_debug_descriptor.first_entry;
  while (entry && entry->symfile_addr != object)
    entry = entry->next_entry;
  if (!entry)
    return;
  if (entry->prev_entry)
    entry->prev_entry->next_entry = entry->next_entry;
  else
    __jit_debug_descriptor.first_entry = entry->next_entry;
  if (entry->next_entry)
    entry->next_entry->prev_entry = entry->prev_entry;
  entry->next_entry = unused;
  unused = entry;
}
