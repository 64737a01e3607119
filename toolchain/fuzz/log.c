/*
 * The reader of image logs: from any bytes, only entries that lie in the file are taken for images, each under a function that is linked; what is
 * appended to it meanwhile is read as far as it makes sense. The header is put right: bytes that fail there test nothing else.
 */
#include "autojit/build-id.h"
#include "images/images.h"
#include "runtime.h"
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
static char path[64];

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

void locate_logs(const struct autojit_object *object, struct image_log *log, char shared[4096]) {
  strcpy(log->path, path);
  shared[0] = 0;
}

bool debugger_came_late(void) { return false; }
uint32_t see_turn(void) { return 0; }
bool turn_is_busy(uint32_t seen) { return false; }

bool is_trusted(const struct stat *info, const struct autojit_record *module) { return false; }

bool replace_log(const struct image_log *log) { return log->count <= log->places; }

static void delete_file(void) { unlink(path); }

int LLVMFuzzerInitialize(int *count, char ***values);
int LLVMFuzzerInitialize(int *count, char ***values) {
  snprintf(path, sizeof path, "/dev/shm/autojit-fuzz-%d.log", (int)getpid());
  atexit(delete_file);
  for (int m = 0; m < MODULES; ++m) {
    program.records[m].magic = AUTOJIT_RECORD_MAGIC;
    memset(program.records[m].id, 'a' + m, AUTOJIT_ID_SIZE);
    program.records[m].slot_count = SLOTS;
  }
  return 0;
}

static void write_log(const uint8_t *data, size_t size) {
  struct autojit_log_header header = {.magic = AUTOJIT_LOG_MAGIC, .version = AUTOJIT_LOG_VERSION};
  memcpy(header.build, AUTOJIT_BUILD_ID, sizeof header.build);
  FILE *file = fopen(path, "w");
  /* Whatever the umask: a log that others may write is not read at all. */
  require(file && fchmod(fileno(file), 0600) == 0 && fwrite(&header, sizeof header, 1, file) == 1 && (!size || fwrite(data, size, 1, file) == 1) &&
          fclose(file) == 0);
}

static void check_entry(const struct image_log *log, const struct autojit_log_entry *entry) {
  const uint8_t *start = (const uint8_t *)entry;
  require(is_in(&log->own, entry) && start + entry->size <= log->own.bytes + log->own.size);
  is_intact(entry);
}

static void check_images(struct image_log *log, struct autojit_object *object) {
  for (uint32_t i = 0; i < log->count; ++i) {
    const struct kept_image *kept = &log->images[i];
    size_t size;
    require(kept->entry->slot < kept->module->slot_count && find_kept(log, (struct function_ref){object, kept->module, kept->entry->slot}) == i);
    check_entry(log, kept->entry);
    const uint8_t *found = find_by_key(log, kept->entry->key, &size);
    require(!found || (found >= log->own.bytes && found + size <= log->own.bytes + log->own.size));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct autojit_object object = {.first = program.records, .end = program.records + MODULES};
  write_log(data, size);
  struct image_log *log = log_of(&object);
  check_images(log, &object);
  FILE *file = fopen(path, "r");
  struct stat info;
  require(file && fstat(fileno(file), &info) == 0);
  log->others.seen.inode = 0; /* as if all of it were new */
  kept_by_others(log, fileno(file), &info, (struct function_ref){&object, program.records, 1});
  fclose(file);
  forget_log(&object);
  while (block_count)
    free(blocks[--block_count]);
  return 0;
}
