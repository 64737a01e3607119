/*
 * Reload mode: a running program takes over new bodies. Each message brings a patch: modules of a new build, laid out as the linker would have done,
 * and which functions of the program are theirs from now on. Those keep their slots and their stubs, so whoever calls them or holds their address
 * gets the new code.
 *
 * A slot goes from code to the stub of the patch, which is one store; from there it goes to the new code at the first call, so it is known which of
 * the exchanged functions were entered since. Old code stays: frames that run it go on.
 */
#ifndef AUTOJIT_RELOAD_RELOAD_H
#define AUTOJIT_RELOAD_RELOAD_H

#include "autojit/reload.h"
#include "modules.h"
#include "runtime.h"

#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* --- mode.c --- */

/* This process takes new bodies over. Never changes once the first function was made. */
bool may_reload(void);

/* --- patches.c: what is there --- */

/* A function that was exchanged. Written before its patch is found, but for what the comments say. */
struct exchanged {
  void **root;      /* its slot in the object, or in the patch that brought it */
  void **slot;      /* in this patch */
  const void *stub; /* of that */
  struct function_ref function;
  void *code;          /* made, and not entered yet; atomic */
  bool entered;        /* atomic */
  bool was_used;       /* there was code before */
  uint32_t generation; /* how many patches have exchanged it, with this one */
};

struct patch {
  struct patch *older;           /* of those that count, or do not yet */
  struct autojit_object *parent; /* null: it was closed */
  struct autojit_object object;
  uint8_t *data;
  const uint8_t *stubs;
  struct exchanged *functions;
  uint32_t function_count, data_size, notes_size;
  const char *notes;
};

/* From now on its code and data are its parent's; it does not count yet. Under the runtime's lock, like the next three. */
void add_pending(struct patch *patch);
/* Those that do not count yet, the newest first. */
struct patch *first_pending(void);
/* They never will. */
void drop_pending(void);
/* From now on they are found. */
void count_pending(void);
/* The newest one that counts. */
struct patch *first_patch(void);
/* The function of a slot of any patch, or the object's own; module is null when there is none. */
struct function_ref find_function(struct autojit_object *object, void *const *slot);
/* Whose memory the object's code and constants belong to: a patch's are its parent's. */
const struct autojit_object *owning_object(const struct autojit_object *object);
/* If this is the slot of an exchanged function whose code is waiting: enters it. Else null. With signals held off and no lock. */
void *enter_exchanged(void **slot, uintptr_t caller);
/* Code was made for a slot: if that is of an exchanged function, its root leads there at once. */
void note_made(void **slot, void *code);
/* The object was closed. Under the lock. */
void forget_patches(const struct autojit_object *object);

/* --- cells.c: all under the runtime's lock --- */

/*
 * Where code reads, at each call, where the function behind the stub at `address` is: its code, or a stub that leads there; for code of the object or
 * patch. Null where no stub of it is, or there is no memory.
 */
void *const *cell_of_stub(struct autojit_object *asking, uintptr_t address);
/* This is in the slot now; null: it is empty. The object is the one whose slot it is, or a patch of it. */
void lead_cell(const struct autojit_object *object, void *const *slot, void *code);
/* The object was closed. */
void forget_cells(const struct autojit_object *object);

/* --- place.c --- */

/* Lays the patch out near its object; null, or why that cannot be done. With signals held off and no lock. `message` is whole. */
const char *place_patch(const struct autojit_reload_patch *message, struct autojit_object *object, struct patch **placed);

/* --- together.c --- */

struct thread_choices;
/* Has the code made of functions that were called before and have none yet, if that can be done at once; others stay without. With signals held off
   and no lock, and not the patch's first function. */
void make_together(struct patch *patch, struct thread_choices *choices);

/* --- exchange.c --- */

/* Has the code made of those functions that were called before; null, or why one of them cannot be made. With signals held off and no lock. */
const char *make_patch(struct patch *patch, struct thread_choices *choices);
/* All that are pending count from now on; or why they cannot. With signals held off and no lock. */
const char *switch_to_pending(void);

/* --- obsolete.c: what debuggers are told --- */

/* This code of the object's, which was in use, is not its function's any more. Under the runtime's lock, like the next. */
void note_obsolete(const struct autojit_object *object, const void *code);
/* The object was closed. */
void forget_obsolete(const struct autojit_object *object);

/* --- state.c --- */

/* Memory that grows. */
struct text {
  char *at;
  size_t size, room;
  bool full; /* there was no memory */
};
void add_bytes(struct text *text, const void *bytes, size_t size);
/* Writes the state as JSON. With signals held off and no lock. */
void write_state(struct text *text);
/* The object of this index in it, null: none. */
struct autojit_object *object_of_state(uint32_t index);

/* --- resolve.c --- */

/* Where the stubs of patches go when their slot is empty. */
extern const char __autojit_resolve[];

/* --- listen.c --- */

/* In a child of fork: the parent's listener is not here. */
void listen_after_fork(void);

#pragma GCC visibility pop

#endif
