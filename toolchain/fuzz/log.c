/*
 * The readers of image logs and their indices: from any bytes, only entries that lie in the file are taken for images, each under a function that is
 * linked; what is appended to it meanwhile is read as far as it makes sense, and an index that is made of it says the same. The first two bytes say
 * how many of the last ones are the index. Headers are put right: bytes that fail there test nothing else.
 */
#include "autojit/build-id.h"
#include "images/images.h"
#include "objects.h"
#include "process.h"
#include "runtime.h"
#include "stack.h"
#include "turn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MODULES = 2, SLOTS = 3, MOST_BLOCKS = 64 };

static struct {
  struct autojit_record records[MODULES];
} program;
static char path[64], index_path[64];
static const uint64_t IDENTITY = 7;

/* Memory that the reader took, to be freed after each run. */
static void *blocks[MOST_BLOCKS];
static unsigned block_count;

static void require(bool fact) {
  if (!fact)
    abort();
}

/* What describes a log is used again for the next one. */
void *take_memory(size_t size) { return calloc(1, size); }
void *take_from_pool(struct pool *pool, size_t size) {
  require(block_count < MOST_BLOCKS);
  return blocks[block_count++] = calloc(1, size ? size : 1);
}
void empty_pool(struct pool *pool) {}
void *run_on_stack(void *top, void *(*work)(void *), void *argument) { return work(argument); }
void take_lock(void) {}
void release_lock(void) {}
bool begin_loading(void) { return true; }
void end_loading(void) {}
void look_for_closed_objects(void) {}
bool was_closed(const struct autojit_object *object) { return false; }
bool is_own_work(void) { return false; }
bool is_passing_child(void) { return false; }
bool is_unseen_child(void) { return false; }
bool write_whole(int file, const void *bytes, size_t size) { return write(file, bytes, size) == (ssize_t)size; }
bool put_beside(const struct image_log *log, const char *to, bool (*write)(int file, const void *what), const void *what, unsigned rename_flags) {
  FILE *file = fopen(to, "w");
  require(file && fchmod(fileno(file), 0600) == 0 && write(fileno(file), what));
  return fclose(file) == 0;
}

void locate_logs(const struct autojit_object *object, struct image_log *log, char shared[4096]) {
  strcpy(log->path, path);
  shared[0] = 0;
}

bool tiers_are_on(void) { return true; }
bool is_reloadable(void) { return false; }
bool debugger_came_late(void) { return false; }
unsigned busy_turns(void) { return 0; }
unsigned this_turn(void) { return 0; }

bool is_trusted(const struct stat *info, const struct autojit_record *module) { return false; }

bool replace_log(const struct image_log *log) { return log->count <= log->places; }

static void delete_file(void) {
  unlink(path);
  unlink(index_path);
}

int LLVMFuzzerInitialize(int *count, char ***values);
int LLVMFuzzerInitialize(int *count, char ***values) {
  snprintf(path, sizeof path, "/dev/shm/autojit-fuzz-%d.log", (int)getpid());
  require(put_index_path(path, index_path));
  atexit(delete_file);
  for (int m = 0; m < MODULES; ++m) {
    program.records[m].magic = AUTOJIT_RECORD_MAGIC;
    memset(program.records[m].id, 'a' + m, AUTOJIT_ID_SIZE);
    program.records[m].slot_count = SLOTS;
  }
  return 0;
}

/* Whatever the umask: a file that others may write is not read at all. */
static void write_file(const char *to, const void *head, size_t head_size, const uint8_t *data, size_t size) {
  FILE *file = fopen(to, "w");
  require(file && fchmod(fileno(file), 0600) == 0 && fwrite(head, head_size, 1, file) == 1 && (!size || fwrite(data, size, 1, file) == 1) &&
          fclose(file) == 0);
}

static void write_log(const uint8_t *data, size_t size) {
  struct autojit_log_header header = {.magic = AUTOJIT_LOG_MAGIC, .version = AUTOJIT_LOG_VERSION, .identity = IDENTITY};
  memcpy(header.build, AUTOJIT_BUILD_ID, sizeof header.build);
  write_file(path, &header, sizeof header, data, size);
}

/* `data`: how far the log is described, how many modules, ids and entries. */
static void write_index(const uint8_t *data, size_t size) {
  struct autojit_index_header head = {.magic = AUTOJIT_INDEX_MAGIC, .version = AUTOJIT_INDEX_VERSION, .log = IDENTITY};
  uint16_t end;
  unlink(index_path);
  if (size < sizeof end + 1)
    return;
  memcpy(&end, data, sizeof end);
  head.end = sizeof(struct autojit_log_header) + 8 * (uint64_t)end;
  data += sizeof end + 1;
  size -= sizeof end + 1;
  head.modules = data[-1] % 4;
  if (size < head.modules * AUTOJIT_ID_SIZE)
    return;
  head.entries = (uint32_t)((size - head.modules * AUTOJIT_ID_SIZE) / sizeof(kept_image));
  size = head.modules * AUTOJIT_ID_SIZE + head.entries * sizeof(kept_image);
  uint64_t *aligned = malloc(size ? size : 1);
  require(aligned != NULL);
  memcpy(aligned, data, size);
  head.checksum = checksum_of_index(&head, (const uint8_t *)aligned, (const kept_image *)((const uint8_t *)aligned + head.modules * AUTOJIT_ID_SIZE));
  write_file(index_path, &head, sizeof head, (const uint8_t *)aligned, size);
  free(aligned);
}

static void check_images(struct image_log *log, struct autojit_object *object) {
  for (uint32_t i = 0; i < log->count; ++i) {
    const struct autojit_record *module = module_of(log, i);
    const struct autojit_log_entry *entry;
    struct read_entries read;
    size_t size;
    require(!module || (log->images[i].slot < module->slot_count && find_kept(log, (struct function_ref){object, module, log->images[i].slot}) == i));
    require(8 * ((uint64_t)log->images[i].at + log->images[i].size) <= log->files[OWN].size);
    if (read_entries(log, &i, 1, &entry, &read) && entry)
      require(entry->size == 8 * log->images[i].size && autojit_log_entry_is_intact(entry));
    give_entries_back(&read);
    uint8_t key[AUTOJIT_CONTENT_KEY_SIZE] = {0};
    memcpy(key + AUTOJIT_CONTENT_KEY_SIZE - AUTOJIT_INDEX_KEY_SIZE, log->images[i].key, AUTOJIT_INDEX_KEY_SIZE);
    find_by_key(log, key, &size);
  }
}

static void make_index(struct autojit_object *object) {
  static struct image_log log;
  log = (struct image_log){.object = object};
  strcpy(log.path, path);
  put_index(&log, true);
}

/* What is read with an index that was made of the log is what is read without one. */
static void check_new_index(struct autojit_object *object) {
  uint32_t linked = 0;
  for (int turn = 0; turn < 2; ++turn) {
    unlink(index_path);
    if (turn == 1)
      make_index(object);
    object->images = NULL;
    struct image_log *log = log_of(object);
    require(turn == 0 || log->linked == linked);
    linked = log->linked;
    check_images(log, object);
    forget_log(object);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct autojit_object object = {.first = program.records, .end = program.records + MODULES};
  uint16_t index_size = 0;
  if (size < sizeof index_size)
    return 0;
  memcpy(&index_size, data, sizeof index_size);
  data += sizeof index_size;
  size -= sizeof index_size;
  index_size = index_size > size ? (uint16_t)size : index_size;
  write_log(data, size - index_size);
  write_index(data + (size - index_size), index_size);
  struct image_log *log = log_of(&object);
  check_images(log, &object);
  FILE *file = fopen(path, "r");
  struct stat info;
  require(file && fstat(fileno(file), &info) == 0);
  log->others.seen.inode = 0; /* as if all of it were new */
  kept_by_others(log, fileno(file), &info, (struct function_ref){&object, program.records, 1}, false);
  fclose(file);
  forget_log(&object);
  check_new_index(&object);
  while (block_count)
    free(blocks[--block_count]);
  return 0;
}
