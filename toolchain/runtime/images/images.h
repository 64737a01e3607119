/*
 * Images on disk: what earlier runs of this program or library materialized.
 */
#ifndef AUTOJIT_IMAGES_H
#define AUTOJIT_IMAGES_H

#include "autojit/image-log.h"
#include "modules.h"
#include "runtime.h"

#include <stdbool.h>
#include <sys/stat.h>

#pragma GCC visibility push(hidden)

/* Everything here is used under the runtime's lock, but for keys.c and claim.c, which whoever has the turn (turn.h) uses. */

struct kept_image {
  const struct autojit_log_entry *entry;
  const struct autojit_record *module;
};

/* How far a log was looked at. */
struct log_end {
  ino_t inode; /* of the file */
  off_t end;
};

/* others.c: the entries that were appended since the log was read, by whomever. */
struct other_image {
  uint64_t number;
  off_t at; /* in the file; 0: this place is free */
};
struct other_images {
  struct log_end seen;
  struct other_image *table;
  uint32_t places, count;
};

/* A file of entries. */
struct log_file {
  const uint8_t *bytes; /* null: there is none, or none that serves */
  size_t size;          /* of what could be read */
  void *memory;         /* what it is in, all of it; null: none */
  size_t memory_size;
};

/*
 * What was kept for one linked object, as it was when its first function was called: in the store that has the program's bodies, where that is
 * another user's or cannot be written, and in the log that this process appends to.
 */
struct image_log {
  struct image_log *older;       /* of all that there ever were */
  struct autojit_object *object; /* null: nobody's any more */
  char path[4096];               /* of the latter; empty: nothing is kept */
  bool is_default;               /* it is in the user's default store, which is made where it is missing */
  struct log_file shared, own;
  struct kept_image *images; /* of the modules that are linked now, in the logs' order; one each function */
  uint32_t count;
  uint32_t *by_function;                   /* hash table of indices into `images`, plus one */
  const struct autojit_log_entry **by_key; /* the same by content key, of all entries; made when it is first needed */
  uint32_t places;                         /* in either; a power of two */
  struct other_images others;
  struct pool pool;      /* what it takes memory from */
  struct pool keys_pool; /* the same for by_key, which is made without the lock */
};

/* --- locate.c --- */

/* Where the object's logs are: that of the store, to be read only (empty: there is none), and the one that this process appends to (log->path). */
void locate_logs(const struct autojit_object *object, struct image_log *log, char shared[4096]);

/* --- read.c --- */

/* The object's log, read when it is first asked for; null when there is no memory, or when a debugger came late. */
struct image_log *log_of(struct autojit_object *object);
/* The object was closed. */
void forget_log(const struct autojit_object *object);
/* The newest of all logs; the others are older ones. Under the runtime's lock. */
struct image_log *first_log(void);
/* From now on nothing is kept. Under the lock, and with the turn. */
void keep_nothing(void);
/* The function's index in the log's images, or count. */
uint32_t find_kept(const struct image_log *log, struct function_ref function);
bool is_our_log(const struct stat *info);
bool is_log_header(const struct autojit_log_header *header);
/* False when the entry is damaged. */
bool is_intact(const struct autojit_log_entry *entry);
static inline const void *image_of(const struct autojit_log_entry *entry) { return entry + 1; }
static inline size_t image_size(const struct autojit_log_entry *entry) { return entry->size - sizeof *entry; }

static inline bool is_in(const struct log_file *file, const struct autojit_log_entry *entry) {
  return (uintptr_t)entry - (uintptr_t)file->bytes < file->size;
}
/* The entry behind one, or the first (null) of a file whose end was checked; null at the end. */
const struct autojit_log_entry *next_entry(const struct log_file *file, const struct autojit_log_entry *entry);

/* --- keys.c --- */

/* The image that was last kept with this content key, for whatever module; null when none was. */
const void *find_by_key(struct image_log *log, const uint8_t *key, size_t *size);

/* --- write.c --- */

/* Puts a new file, with what is of use in the log, in its place; false when that cannot be written. */
bool replace_log(const struct image_log *log);

/* Appends an image to the object's log. What cannot be kept is compiled again next time. */
void keep_image(struct function_ref function, const uint8_t *key, const void *image, size_t size);

/* --- others.c --- */

/* Whether the function was appended to the log (`file`, open for reading too, and its status) since it was read. */
bool kept_by_others(struct image_log *log, int file, const struct stat *info, struct function_ref function);
/* What was appended for the function since the log was read, intact, until the next one is read; or null. Asks the file system whether there is
   anything new. */
const struct autojit_log_entry *find_news(struct image_log *log, struct function_ref function);

/* --- claim.c: who makes a function that several processes want --- */

/*
 * Claims the making of this function among the processes that share the log, until it is released or the process ends. When another one has claimed
 * it, waits until that is done; false then, and when the log is longer than it was seen: the image may be there. True without a claim where none can
 * be had, and after five seconds: whoever has it may be stopped.
 */
bool claim_image(const struct image_log *log, struct function_ref function, struct log_end seen);
void release_claim(void);
/* The child of a fork has its parent's file, but not its claim. */
void forget_claim_after_fork(void);

/* --- limit.c --- */

/* Deletes the logs in this folder that were not used for the longest time, as far as the folder is too large. */
void limit_logs(const char *folder);

#pragma GCC visibility pop

#endif
