/*
 * Reads the index of a log (include/autojit/image-index.h).
 */
#define _GNU_SOURCE
#include "images.h"
#include "owner.h"
#include "system.h"
#include "text.h"

#include <string.h>
#include <unistd.h>

bool put_index_path(const char *log, char path[4096]) {
  static const char end[] = ".log", index[] = ".index";
  size_t length = strlen(log);
  if (length < sizeof end || length + sizeof index > 4096 || strcmp(log + length - (sizeof end - 1), end) != 0)
    return false;
  memcpy(path, log, length - (sizeof end - 1));
  memcpy(path + length - (sizeof end - 1), index, sizeof index);
  return true;
}

static uint64_t size_of(const struct autojit_index_header *head) {
  return sizeof *head + (uint64_t)head->modules * AUTOJIT_ID_SIZE + (uint64_t)head->entries * sizeof(kept_image);
}

void close_index(struct index *index) {
  if (index->file >= 0)
    system_close(index->file);
  index->file = -1;
}

struct index open_index(const char *log, uint64_t identity, uint64_t size, const struct autojit_record *owner) {
  char path[4096];
  struct stat info;
  struct index index = {.file = put_index_path(log, path) ? open_log_to_read(path, &info) : -1};
  const struct autojit_index_header *head = &index.head;
  if (index.file >= 0 &&
      ((owner ? !is_trusted(&info, owner) : !is_our_log(&info)) || pread(index.file, &index.head, sizeof index.head, 0) != sizeof index.head ||
       head->magic != AUTOJIT_INDEX_MAGIC || head->version != AUTOJIT_INDEX_VERSION || head->log != identity || head->end > size || head->end % 8 ||
       head->end < sizeof(struct autojit_log_header) || size_of(head) != (uint64_t)info.st_size))
    close_index(&index);
  return index;
}

uint32_t checksum_of_index(const struct autojit_index_header *head, const uint8_t *ids, const kept_image *entries) {
  return autojit_index_checksum(ids, (size_t)head->modules * AUTOJIT_ID_SIZE) ^
         3 * autojit_index_checksum(entries, (size_t)head->entries * sizeof *entries);
}

static bool read_at(int file, void *to, size_t size, uint64_t at) {
  for (long got; size; to = (uint8_t *)to + got, size -= (size_t)got, at += (uint64_t)got)
    if ((got = pread(file, to, size, (off_t)at)) <= 0)
      return false;
  return true;
}

/* It belongs to what the log has. */
static bool is_sound(const struct index *index, const kept_image *entry) {
  return entry->module < index->head.modules && entry->size >= sizeof(struct autojit_log_entry) / 8 &&
         8 * (uint64_t)entry->at >= sizeof(struct autojit_log_header) && 8 * ((uint64_t)entry->at + entry->size) <= index->head.end;
}

bool read_index(struct index *index, uint8_t *ids, kept_image *entries) {
  const struct autojit_index_header *head = &index->head;
  size_t ids_size = (size_t)head->modules * AUTOJIT_ID_SIZE;
  bool sound = read_at(index->file, ids, ids_size, sizeof *head) &&
               read_at(index->file, entries, head->entries * sizeof *entries, sizeof *head + ids_size) &&
               checksum_of_index(head, ids, entries) == head->checksum;
  for (uint32_t i = 0; sound && i < head->entries; ++i)
    sound = is_sound(index, &entries[i]);
  close_index(index);
  return sound;
}
