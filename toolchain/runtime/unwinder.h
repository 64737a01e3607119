/*
 * An unwinder of the process: how it is told of unwind data.
 */
#ifndef AUTOJIT_UNWINDER_H
#define AUTOJIT_UNWINDER_H

#include "autojit/runtime.h"

/* libgcc's `struct object`: six words in every version so far (crtbegin.o reserves as many); some more, to be sure. */
struct libgcc_notes {
  void *words[10];
};

/* One that asks us (dynamic/libgcc.h) has no functions to be told by. */
struct unwinder {
  /* An entry that every copy of an unwinder has one of: the same copy may be met in two ways. */
  void *identity;
  /* The linked object that contains it, null for shared ones. */
  const struct autojit_object *object;
  /*
   * libgcc's: takes the start of an .eh_frame section, and memory of ours for its notes: it must not call malloc, which a signal may have
   * interrupted.
   */
  void (*add)(const void *, void *);
  /* Takes back what `add` got, and returns the notes that were used for it; null where that is not known. */
  void *(*remove)(const void *);
  /* LLVM's: takes the start of an .eh_frame section; and takes it back, null where that is not known. */
  void (*add_section)(void *);
  void (*remove_section)(void *);
};

/* The shared unwinders of the process (loader.h finds them); looked_at 0: not looked for. */
struct shared_unwinders {
  unsigned long long looked_at;
  struct unwinder libgcc, libunwind;
};

#endif
