/*
 * Reads entries that are needed, and checks that they are what was kept.
 */
#define _GNU_SOURCE
#include "images.h"

#include <string.h>
#include <sys/mman.h>

/* The file may be another one than the index was made for. */
static bool is_expected(const struct image_log *log, uint32_t image, const struct autojit_log_entry *entry) {
  const kept_image *kept = &log->images[image];
  const struct autojit_record *module = module_of(log, image);
  return entry->size == 8 * (uint64_t)kept->size &&
         (!module || (entry->slot == kept->slot && memcmp(entry->module, module->id, sizeof entry->module) == 0)) &&
         memcmp(autojit_index_key(entry->key), kept->key, sizeof kept->key) == 0 && autojit_log_entry_is_intact(entry);
}

static struct file_part part_of(const struct image_log *log, uint32_t image) {
  return (struct file_part){8 * (uint64_t)log->images[image].at, 8 * (size_t)log->images[image].size};
}

static bool copy_entries(const struct image_log *log, const uint32_t *images, unsigned count, struct read_entries *read) {
  struct file_part parts[MOST_MAPPED];
  for (unsigned i = 0; i < count; ++i) {
    parts[i] = part_of(log, images[i]);
    read->size += parts[i].size;
  }
  void *memory = mmap(NULL, read->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  read->memory = memory;
  if (copy_from_file(&log->files[owner_of(log, images[0])], parts, count, memory))
    return true;
  give_entries_back(read);
  return false;
}

bool read_entries(const struct image_log *log, const uint32_t *images, unsigned count, const struct autojit_log_entry **entries,
                  struct read_entries *read) {
  const struct log_file *file = &log->files[owner_of(log, images[0])];
  *read = (struct read_entries){0};
  if (file->mapped && !copy_entries(log, images, count, read))
    return false;
  const uint8_t *next = read->memory;
  for (unsigned i = 0; i < count; ++i) {
    const struct file_part part = part_of(log, images[i]);
    const void *entry = file->mapped ? next : (const uint8_t *)file->memory + part.at;
    entries[i] = is_expected(log, images[i], entry) ? entry : NULL;
    next = file->mapped ? next + part.size : NULL;
  }
  return true;
}

void give_entries_back(struct read_entries *read) {
  if (read->memory)
    munmap(read->memory, read->size);
  *read = (struct read_entries){0};
}
