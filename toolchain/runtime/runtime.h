/*
 * Inside the runtime's shared library. No LLVM, no C++, and no malloc between a stub and its code.
 */
#ifndef AUTOJIT_RUNTIME_H
#define AUTOJIT_RUNTIME_H

#include "autojit/image.h"
#include "modules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* --- engine.c --- */

struct engine_answer {
  const void *image;
  size_t size;
  const uint8_t *key; /* content key (image-log.h) */
  bool kept;          /* from an earlier build of the module */
  bool doubtful;      /* of another process: if it makes no sense, it can be made here */
};

/* Dies when the user asked for an engine that does not exist. */
void check_choice_of_engine(struct function_ref function);
/* Loads the engine, or dies on behalf of `function`. Not under the runtime's lock; several threads may do it at once. Returns what it cost, in ns. */
uint64_t load_engine(struct function_ref function);
/* The same, where no engine is loaded yet. */
void load_engine_once(struct function_ref function);
/* The same, if that can be. */
void have_engine_ready(void);
bool is_engine_loaded(void);
/* From now on only the engine in this process makes code; connections are of no use once work that is under way is done. */
void ask_no_daemon(void);

/* --- materialize.c --- */

/*
 * Runs work(argument), in which a function that cannot be made does not end the program; returns why it was left, null when it was not. With all
 * signals blocked and no lock; it may take the runtime's.
 */
const char *attempt_to(void (*work)(void *), void *argument);
struct thread_choices;
/* With signals held off and no lock: makes a function that nobody has called; null, or why it cannot be made. */
const char *try_to_make(struct function_ref function, struct thread_choices *choices);

/* --- slab.c: where code lives --- */

struct code_space {
  uint8_t *write; /* the same memory: write here, until end_writing … */
  uint8_t *run;   /* … run there, within 2 GiB of the program */
  const void *slab;
  size_t mapped; /* its own: what end_writing unmaps */
};

/* Space for code near the program or library; null `run` when the system refuses it. */
struct code_space take_code_space(const struct autojit_object *object, size_t size, size_t align);
/* Zeroed memory for data near the program or library, given back with its slabs; null when there is none. Under the lock. */
uint8_t *map_data_near(const struct autojit_object *object, size_t size);
/* The code is written. */
void end_writing(struct code_space space);
/* Nothing of the object's code runs any more, and nothing names its data. */
void give_slabs_back(const struct autojit_object *object);
/* In the child of a fork: slabs are shared with the parent, so new code goes to new ones. */
void leave_slabs_to_parent(void);
/* What is made from now on goes to new slabs. */
void close_slabs(void);

/* --- memory.c --- */

/* Memory that is never given back; zeroed; null when there is none. */
void *take_memory(size_t size);

/* What is given back together. */
struct pool {
  struct chunk *chunks;
  size_t left; /* of the first of them */
};
/* The same, from a pool. */
void *take_from_pool(struct pool *pool, size_t size);
void empty_pool(struct pool *pool);

/* --- map.c --- */

/* The first library routine that an image needs and whose address is not known yet (symbols.c); null when there is none. */
const char *missing_routine(const void *image, size_t size);

enum { MOST_MAPPED = 1024 };

/* An image on its way into the program. */
struct mapping {
  const void *image;
  size_t size;
  struct function_ref function;
  /* What map_images answers. */
  void *entry;
  uint32_t code_size;
  enum autojit_tier tier;
  /* Its own: where the image's code is in the block. */
  size_t offset;
};

/*
 * Checks, places and relocates up to MOST_MAPPED images of one linked object, in one block with one registration of unwind data. They may call each
 * other at once, so either all of them get in or none; null on success, else why not.
 */
const char *map_images(struct mapping *mappings, uint32_t count);

/* --- warm.c --- */

/*
 * Maps what an earlier run kept of the function (`mapped`), and of those that were called after it, and fills the others' slots. False when nothing
 * was kept, or when the function's image needs `*missing`, a library routine whose address is not known yet.
 */
bool map_kept(struct function_ref function, struct mapping *mapped, const char **missing);

/* --- constants.c --- */

/*
 * The address of the object's constant with this hash (image.h): the first copy that was mapped and that code at `own` can reach, else `own`, which
 * then is that copy for later images of the object; 0 when there is no memory.
 */
uintptr_t address_of_constant(const struct autojit_object *object, const uint8_t *hash, uintptr_t own);
void forget_constants(const struct autojit_object *object);

/* --- slots.c --- */

/* From now on calls of the function get to this code, which is mapped and stays so. Under the runtime's lock. */
void give_code(struct function_ref function, void *code);
/* The function has none again, of which nobody else knows yet. Under the lock. */
void take_code_away(struct function_ref function);

/* --- shortcuts.c --- */

/* The slot of the stub at `address`, null when that is something else. */
void **slot_of_stub(uintptr_t address);
/* Where a call of `address` may go at once: when that is a stub whose function is here to stay, or is being mapped now, to its code; else to
 * `address`.
 */
uintptr_t code_behind(uintptr_t address);
/* The function of this slot is being mapped, to stay, at `code`; until forget_arriving, which is before anything else can take the lock. */
void note_arriving(void **slot, uintptr_t code);
void forget_arriving(void);

/* --- symbols.c --- */

/* Address of a library routine that generated code calls (memcpy, __udivti3 …); false when nobody has asked the loader for it yet. */
bool find_library_routine(const char *name, uintptr_t *address);
/* Keeps the loader's answer (loader.h); false when there is no memory. */
bool remember_library_routine(const char *name, uintptr_t address);

/* --- debugger.c --- */

/* Before a function is made: a debugger may have come since the last one. Under the runtime's lock. */
void look_for_debugger(void);
bool debugger_wants_objects(void);
/* Then what earlier runs kept for runs without a debugger is not for this one, and the other way round. */
bool debugger_came_late(void);

/* --- valgrind.c --- */

/* Under valgrind: has the code of an image, which runs at `run`, run from a file that names it. `object`: as debuggers get it. */
void tell_valgrind(const void *image, const uint8_t *run, const void *object, size_t size);

/* --- callers.c: which function an address is in --- */

void remember_code(struct function_ref function, const uint8_t *code, uint32_t size);
void forget_code(const struct autojit_object *object);
/* For traces; module is null when the address is not in materialized code. Under the runtime's lock. */
struct function_ref find_by_address(uintptr_t address);

/* A materialized function for whoever asks without the lock: nothing of its object may be read, which may have been closed. */
struct code_place {
  void **slot; /* null: none */
  const uint8_t *code;
  uint32_t size;
  const void *stub; /* null: nobody looked yet */
  /* Its own: for note_stub. */
  uintptr_t records;
  int32_t *note;
};
struct code_place find_place(uintptr_t address);
/* This is its stub. */
void note_stub(const struct code_place *place, const void *stub);

/* --- trace.c --- */

bool tracing(void);
uint64_t now_ns(void);
void trace_engine(uint64_t ns);
/* A daemon was met, which took `ns`; or could not be had, because of `problem`. */
void trace_daemon(uint64_t ns, const char *problem);
struct loaded_object {
  const char *path;
  uintptr_t base;
};

/* `caller_object` is where the loader says the caller is (path null: it does not know). */
void trace_materializing(struct function_ref function, uintptr_t caller, const struct loaded_object *caller_object);
void trace_materialized(struct function_ref function, uintptr_t caller, const struct loaded_object *caller_object, uint64_t ns, uint32_t bytes,
                        bool kept, const char *tier);
/* `tier` is null where there are none. A final took a draft's place; `counted`: calls and rounds of loops that the draft had. */
void trace_final(struct function_ref function, uint64_t ns, uint32_t bytes, bool made, uint64_t counted);
/* Whose bodies are inside the function's: one event or more where its image, which was mapped, names any. */
void trace_inlined(struct function_ref function, const void *image);
void trace_failed(struct function_ref function, const char *reason);
/* A reload: `function` took the place of `root`, for the `generation`th time; `was_used`: there was code before. */
void trace_exchanged(struct function_ref function, struct function_ref root, uint32_t generation, bool was_used);
void forget_trace_after_fork(void);

/* --- perf.c --- */

/* Writes the code into the map that perf reads, when AUTOJIT_PERF asks for one. */
void tell_perf(const void *code, uint32_t size, const char *name);
/* The child of a fork has code of its parent's. */
void begin_perf_after_fork(void);

/* --- materialize.c --- */

/* Traces the failure and ends the program (report.h). */
_Noreturn void fail(struct function_ref function, const char *reason);

#pragma GCC visibility pop

#endif
