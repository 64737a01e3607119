/*
 * The interface by which debuggers learn of generated code (GDB manual, "JIT Compilation Interface"; LLDB reads the same). Names and layout are
 * theirs. Objects are made only when a debugger asks by AUTOJIT_DEBUG=1: each costs the debugger a stop.
 */
#include "at-load.h"
#include "environment.h"
#include "runtime.h"
#include "valgrind.h"

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

/*
 * Asked once, before any code is made: slabs and alignment must agree for as long as the process lives, and the environment may be changed by any
 * thread later.
 */
static bool wanted;

static void ask_environment(void) { wanted = is_switched_on("AUTOJIT_DEBUG") || on_valgrind(); }
AT_LOAD(ask_environment);

bool debugger_wants_objects(void) { return wanted; }

void register_debug_object(const void *object, size_t size) {
  struct jit_code_entry *entry = take_memory(sizeof *entry);
  if (!entry)
    return; /* out of memory: the code runs, the debugger does not know it */
  entry->symfile_addr = object;
  entry->symfile_size = size;
  entry->next_entry = __jit_debug_descriptor.first_entry;
  if (entry->next_entry)
    entry->next_entry->prev_entry = entry;
  __jit_debug_descriptor.first_entry = entry;
  __jit_debug_descriptor.relevant_entry = entry;
  __jit_debug_descriptor.action_flag = JIT_REGISTER_FN;
  __jit_debug_register_code();
  __jit_debug_descriptor.action_flag = JIT_NOACTION;
}
