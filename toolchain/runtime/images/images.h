/*
 * Images on disk: what earlier runs of this program or library materialized.
 */
#ifndef AUTOJIT_IMAGES_H
#define AUTOJIT_IMAGES_H

#include "autojit/image-index.h"
#include "autojit/image-log.h"
#include "modules.h"
#include "runtime.h"

#include <stdbool.h>
#include <sys/stat.h>

#pragma GCC visibility push(hidden)

/* Everything here is used under the runtime's lock, but for claim.c and keeps_images, which whoever has a turn (turn.h) uses. */

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
  void *memory; /* null: there is none, or none that serves */
  size_t size;
  bool mapped; /* somebody may shorten it: it is read by copy_from_file only */
};

/* The store's, that this process does not write to; and the one that it appends to. */
enum log_owner { SHARED, OWN, OWNERS };

enum { NO_MODULE = 0xffffffffu };

/* What the log has of a function: `module` is a number in image_log.modules, or NO_MODULE when another entry counts. */
typedef struct autojit_index_entry kept_image;

/*
 * What was kept for one linked object, as it was when its first function was called: in the store that has the program's bodies, where that is
 * another user's or cannot be written, and in the log that this process appends to.
 */
struct image_log {
  struct image_log *older;       /* of all that there ever were */
  struct autojit_object *object; /* null: nobody's any more */
  char path[4096];               /* of the latter; empty: nothing is kept */
  bool is_default;               /* it is in the user's default store, which is made where it is missing */
  struct log_file files[OWNERS];
  kept_image *images; /* in the logs' order, the shared one's first */
  uint32_t count, first_own;
  const struct autojit_record **modules; /* by number; null where a module is not linked */
  uint32_t module_count;
  uint32_t *by_function; /* hash table of indices into `images`, plus one; of functions that are linked */
  uint32_t *by_key;      /* the same by content key, of all entries; made when it is first needed */
  uint32_t places;       /* in either; a power of two */
  bool has_finals;       /* some of all entries are */
  uint32_t linked;       /* how many functions are in by_function */
  /* warm.c: the runs that needed all that this one needed so far, and how many functions come with the next one. */
  uint64_t alike[OWNERS];
  uint32_t ahead;
  /* learn.c: of this process, since it was started or forked */
  uint32_t made;
  uint32_t asked;     /* how often it mapped something from here */
  uint32_t surprises; /* how often it was like no other */
  uint32_t run;       /* its bit plus one; 0: none yet */
  struct other_images others;
  struct pool pool; /* what it takes memory from */
};

/* --- locate.c --- */

/* Where the object's logs are: that of the store, to be read only (empty: there is none), and the one that this process appends to (log->path). */
void locate_logs(const struct autojit_object *object, struct image_log *log, char shared[4096]);

/* --- file.c --- */

/* The log at this path, open for reading, and its status; negative when there is none. */
int open_log_to_read(const char *path, struct stat *info);
bool is_our_log(const struct stat *info);
/* All of the open file, in memory, or mapped. */
void take_file(struct log_file *log, int file, size_t size, bool map);
void give_file_back(struct log_file *log);
/* Copies parts of the file back to back; false where it does not have one of them any more. Any thread, with or without the lock. */
struct file_part {
  uint64_t at;
  size_t size;
};
bool copy_from_file(const struct log_file *log, const struct file_part *parts, unsigned count, void *to);
/* From now on the file is in memory, whatever becomes of it. */
void hold_file(struct log_file *log);

/* --- index.c --- */

struct index {
  int file; /* negative: there is no index */
  struct autojit_index_header head;
};

/* The path of a log's index; false when it does not fit. */
bool put_index_path(const char *log, char path[4096]);
/* The index beside the log at this path, which has this identity and size. Negative `file` when there is none that serves. */
struct index open_index(const char *log, uint64_t identity, uint64_t size, const struct autojit_record *owner);
/* Reads the ids of its modules (AUTOJIT_ID_SIZE each) and its entries, and closes it; false when it is damaged. */
bool read_index(struct index *index, uint8_t *ids, kept_image *entries);
void close_index(struct index *index);
/* The number that an index made of ids and entries has. */
uint32_t checksum_of_index(const struct autojit_index_header *head, const uint8_t *ids, const kept_image *entries);

/* --- read.c --- */

/* The object's log, read when it is first asked for; null when there is no memory, or when a debugger came late. */
struct image_log *log_of(struct autojit_object *object);
/* The object was closed. */
void forget_log(const struct autojit_object *object);
/* The newest of all logs; the others are older ones. Under the runtime's lock. */
struct image_log *first_log(void);
/* From now on nothing is kept, of any log, or of this one. */
void keep_nothing(void);
void keep_no_more(struct image_log *log);
/* Whether images are kept. Atomic: others may find out just now that they cannot be. */
static inline bool keeps_images(const struct image_log *log) { return __atomic_load_n(log->path, __ATOMIC_RELAXED) != 0; }
/* What was read stays readable without any file. */
void hold_logs(void);
/* The function's index in the log's images, or log->count. */
uint32_t find_kept(const struct image_log *log, struct function_ref function);
/* Whether a function has this, or better: a final where a final is asked for. */
bool is_as_good(const struct image_log *log, uint32_t image, bool draft);
bool is_log_header(const struct autojit_log_header *header);
/* Whether there is an entry at `at` of a log of `size` bytes, where `entry` has it, that an index can name. */
static inline bool is_entry(const struct autojit_log_entry *entry, uint64_t at, uint64_t size) {
  return autojit_log_entry_is_whole(entry, size - at) && (at + entry->size) / 8 <= UINT32_MAX;
}
/* Of a hash table that is to hold so many. */
static inline uint32_t places_for(uint32_t count) {
  uint32_t places = 16;
  while (places < 2 * count)
    places *= 2;
  return places;
}
static inline const void *image_of(const struct autojit_log_entry *entry) { return entry + 1; }
static inline size_t image_size(const struct autojit_log_entry *entry) { return entry->size - sizeof *entry; }
static inline enum log_owner owner_of(const struct image_log *log, uint32_t image) { return image < log->first_own ? SHARED : OWN; }
static inline const struct autojit_record *module_of(const struct image_log *log, uint32_t image) {
  return log->images[image].module < log->module_count ? log->modules[log->images[image].module] : NULL;
}
/* Reads entries, none of which needs the lock. */
struct read_entries {
  void *memory; /* null: they are where the file is */
  size_t size;
};
/*
 * Reads the entries of these images of one file, until they are given back: `entries` leads to them, null where one is not what was kept. False when
 * none could be read.
 */
bool read_entries(const struct image_log *log, const uint32_t *images, unsigned count, const struct autojit_log_entry **entries,
                  struct read_entries *read);
void give_entries_back(struct read_entries *read);

/* --- keys.c --- */

/* The image that was last kept with this content key, for whatever module, until the next call; null when none was. */
const void *find_by_key(struct image_log *log, const uint8_t *key, size_t *size);

/* --- write.c --- */

/* Puts a new file, with what is of use in the log, in its place; false when that cannot be written. */
bool replace_log(const struct image_log *log);

/* Appends an image to the object's log; no draft where there is a final. What cannot be kept is compiled again next time. */
void keep_image(struct function_ref function, const uint8_t *key, const void *image, size_t size);

/* Writes a file beside the log under a name of this thread's, and renames it to `path`. */
bool put_beside(const struct image_log *log, const char *path, bool (*write)(int file, const void *what), const void *what, unsigned rename_flags);
bool write_whole(int file, const void *bytes, size_t size);

/* --- learn.c --- */

/* Puts a new index beside the log; with this run in it, if `learn`. What cannot be written is read again next time. */
void put_index(struct image_log *log, bool learn);
/* After an image was kept: this run may be worth remembering before it ends. */
void learn_if_due(struct image_log *log);
void forget_run_after_fork(void);
/* The run ends: what it needed is worth remembering, perhaps. With the lock. */
void learn_at_end(void);

/* --- others.c --- */

/* Whether the function, of this tier or a final, was appended to the log (`file`, open for reading too, and its status) since it was read. */
bool kept_by_others(struct image_log *log, int file, const struct stat *info, struct function_ref function, bool draft);
/* What was appended for the function since the log was read, intact, until the next one is read; or null. A final, or, if that will do, a draft. Asks
   the file system whether there is anything new. */
const struct autojit_log_entry *find_news(struct image_log *log, struct function_ref function, bool draft);

/* --- claim.c: who makes a function that several processes want --- */

/*
 * Claims the making of this function among the processes that share the log, until it is released or the process ends. When another one has claimed
 * it, waits until that is done; false then, and when the log is longer than it was seen: the image may be there. True without a claim where none can
 * be had, and after five seconds: whoever has it may be stopped.
 */
bool claim_image(const struct image_log *log, struct function_ref function, struct log_end seen);
void release_claim(void);
/* The child of a fork has its parent's files, but not its claims. */
void forget_claims_after_fork(void);

/* --- limit.c --- */

/* Deletes the logs in this folder that were not used for the longest time, as far as the folder is too large. */
void limit_logs(const char *folder);

#pragma GCC visibility pop

#endif
