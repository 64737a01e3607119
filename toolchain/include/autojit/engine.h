/*
 * What the runtime asks of an engine. The in-process engine is a shared library that exports `autojit_engine_v7`;
 * the runtime loads it at the first function that no image serves.
 */
#ifndef AUTOJIT_ENGINE_H
#define AUTOJIT_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define AUTOJIT_ENGINE_SYMBOL "autojit_engine_v7"

/* What the engine reads and needs for one piece of work. Several threads may be at work, each with a seat of its own. */
enum { AUTOJIT_ENGINE_SEATS = 8 };

struct autojit_engine_request {
  unsigned seat;         /* below AUTOJIT_ENGINE_SEATS */
  const char *body_path; /* absolute path of the module's body file; null when has_module said that the engine has read it */
  const void *body;      /* not null: the file's content, which was taken while it could be opened; the path is not looked at */
  size_t body_size;
  const uint8_t *module; /* 32 bytes: its id, which the file's content must have as its BLAKE3 */
  uint32_t slot;
  /* Further slots of a module without optimization, of which no final is kept: one image has them all, and no content key. */
  const uint32_t *others;
  size_t other_count;
  int debug;       /* make an object for debuggers too */
  int draft;       /* a draft will do, where one can be had and no final was kept (image.h, enum autojit_tier) */
  int finals_kept; /* `find` may have finals: they are looked for before a draft is made */
  int reloads;     /* there may be other code behind any stub: it calls even itself through its own */
  int passing;     /* the module came with a reload, and the next one brings another: what was read of it need not be kept for long */
  /* The image that was kept with this content key by any build of the module, which lives until the answer is released; null when there is none. */
  const void *(*find)(void *images, const uint8_t *key, size_t *size);
  void *images; /* null: nothing is kept, and the answer has no content key */
};

struct autojit_engine_response {
  const void *image; /* owned by the engine until released */
  size_t size;
  uint8_t key[16];   /* content key (image-log.h) */
  int kept;          /* `find` had it: nothing was compiled */
  const char *error; /* null on success, else one line for a person; owned by the engine until released */
};

struct autojit_engine_v7 {
  /* Turns one body into an image. Never called by two threads at once with the same seat. Returns 0 on success. */
  int (*materialize)(const struct autojit_engine_request *request, struct autojit_engine_response *response);
  /* Not 0 when the bodies of this module were read and need no file any more. Like all that follows, called by who has the seat. */
  int (*has_module)(unsigned seat, const uint8_t *module);
  void (*release)(unsigned seat, struct autojit_engine_response *response);
  /* There is nothing to do for the seat now: gives back the memory of what was read and set up for it. It is read again when it is needed. */
  void (*rest)(unsigned seat);
  /* e.g. "LLVM 22.1.8" */
  const char *version;
};

#ifdef __cplusplus
}
#endif

#endif
