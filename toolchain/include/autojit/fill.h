/*
 * Code ahead of time: what `autojit-fill` asks of the runtime's library, which exports `autojit_fill_v1`. The program is not run; its file is mapped.
 */
#ifndef AUTOJIT_FILL_H
#define AUTOJIT_FILL_H

#include "autojit/runtime.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AUTOJIT_FILL_SYMBOL "autojit_fill_v1"

enum autojit_fill_result {
  AUTOJIT_FILL_MADE,
  AUTOJIT_FILL_THERE,   /* an image was there */
  AUTOJIT_FILL_REFUSED, /* it cannot be made: `problem` says why */
  AUTOJIT_FILL_NO_LOG   /* what was made cannot be kept: `problem` is the log's path, or empty when there is no place for one */
};

struct autojit_fill_v1 {
  /* Before anything else: the file that the object is mapped from, an absolute path, in whose folder and above stores are looked for. */
  void (*begin)(const char *program);
  /* Makes and keeps the image of one function, on a thread with no runtime of its own. `problem` lives until the next call. */
  enum autojit_fill_result (*fill)(struct autojit_object *object, const struct autojit_record *module, uint32_t slot, const char **problem);
  /* Where the object's images are kept; empty: nowhere. */
  const char *(*log)(struct autojit_object *object);
  /* Where another's are that are read too, those of the program's owner; empty: nowhere. */
  const char *(*owners_log)(struct autojit_object *object);
  /*
   * Keeps an entry of an image log (image-log.h) that was made elsewhere, aligned to 8 bytes, of which `size` can be read. It is REFUSED, and
   * `problem` says why, when it is not of this program or makes no sense; with `may_be_earlier` it may be of a module that the program does not have
   * any more: after an edit the engine knows functions again by their content.
   */
  enum autojit_fill_result (*take)(struct autojit_object *object, const void *entry, size_t size, bool may_be_earlier, const char **problem);
};

#endif
