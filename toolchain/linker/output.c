#define _GNU_SOURCE
#include "output.h"

#include "autojit/record.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* What one object brought to a section of debug info starts where a unit starts. */
struct unit {
  uint64_t size, offset; /* in the file */
};

enum { RECORD = sizeof(struct autojit_record), ID = offsetof(struct autojit_record, id) };

static int by_id(const void *a, const void *b) { return memcmp(*(const uint8_t *const *)a + ID, *(const uint8_t *const *)b + ID, AUTOJIT_ID_SIZE); }

static int by_size(const void *a, const void *b) {
  const struct unit *one = a, *other = b;
  return one->size < other->size ? -1 : one->size > other->size ? 1 : one->offset < other->offset ? -1 : one->offset > other->offset;
}

static bool sort_records(struct output *output) {
  output->record_count = output->modules.size / RECORD;
  output->sorted = allocate(output->record_count * sizeof *output->sorted);
  for (size_t i = 0; i != output->record_count; ++i) {
    struct autojit_record record;
    output->sorted[i] = output->modules.data + i * RECORD;
    memcpy(&record, output->sorted[i], RECORD);
    if (record.magic != AUTOJIT_RECORD_MAGIC || record.version != AUTOJIT_RECORD_VERSION)
      return false;
  }
  qsort(output->sorted, output->record_count, sizeof *output->sorted, by_id);
  return output->record_count > 0;
}

/* The size of the unit that starts at `offset`, as 32-bit DWARF has it; 0: none does. */
static uint64_t unit_size(struct bytes section, uint64_t offset) {
  uint32_t length;
  if (section.size - offset < sizeof length)
    return 0;
  memcpy(&length, section.data + offset, sizeof length);
  return length == 0 || length > section.size - offset - sizeof length ? 0 : length + sizeof length;
}

/* The units of a section; null when that is not all there is in it. */
static struct unit *list_units(const struct elf_file *elf, const Elf64_Shdr *section, size_t *count) {
  struct bytes content = section_content(elf, section);
  struct unit *units = NULL;
  *count = 0;
  for (uint64_t at = 0, size; at != content.size; at += size) {
    size = section->sh_flags & SHF_COMPRESSED ? 0 : unit_size(content, at);
    if (size == 0) {
      free(units);
      *count = 0;
      return NULL;
    }
    if (*count % 256 == 0)
      units = allocate_more(units, (*count + 256) * sizeof *units);
    units[(*count)++] = (struct unit){size, section->sh_offset + at};
  }
  if (units)
    qsort(units, *count, sizeof *units, by_size);
  return units;
}

bool open_output(struct bytes file, struct output *output) {
  *output = (struct output){0};
  if (!open_elf(file, &output->elf))
    return false;
  const Elf64_Shdr *modules = find_section(&output->elf, "autojit_modules");
  output->modules = modules ? section_content(&output->elf, modules) : (struct bytes){0};
  if (output->modules.size % RECORD || !sort_records(output))
    return false;
  output->line_section = find_section(&output->elf, ".debug_line");
  output->info_section = find_section(&output->elf, ".debug_info");
  if (output->line_section)
    output->lines = list_units(&output->elf, output->line_section, &output->line_count);
  if (output->info_section)
    output->info = list_units(&output->elf, output->info_section, &output->info_count);
  return true;
}

void close_output(struct output *output) {
  close_elf(&output->elf);
  free(output->sorted);
  free(output->lines);
  free(output->info);
}

static uint64_t find_id(const struct output *output, const uint8_t *id) {
  const uint8_t *key = id - ID, **end = output->sorted + output->record_count;
  const uint8_t **found = bsearch(&key, output->sorted, output->record_count, sizeof key, by_id);
  if (!found)
    return NOWHERE;
  bool is_one = (found == output->sorted || by_id(found - 1, found) != 0) && (found + 1 == end || by_id(found, found + 1) != 0);
  return is_one ? (uint64_t)(*found + ID - output->elf.file.data) : UNCLEAR;
}

static uint64_t value_at(const uint8_t *data, uint32_t size) {
  uint64_t value = 0;
  memcpy(&value, data, size);
  return value;
}

/* Whether the part may be what is at `place`. `lines`: where its lines are in the output's section of lines; NOWHERE: not known. */
static bool is_at(const struct output *output, const struct input *input, const struct part *part, uint64_t place, uint64_t lines) {
  const uint8_t *there = output->elf.file.data + place, *here = input->file.data + part->offset;
  uint64_t at = 0;
  for (size_t i = 0; i != part->hole_count; ++i) {
    const struct hole *hole = &part->holes[i];
    if (memcmp(there + at, here + at, hole->offset - at) != 0)
      return false;
    if (lines != NOWHERE && hole->in_lines >= 0 && value_at(there + hole->offset, hole->size) != lines + (uint64_t)hole->in_lines)
      return false;
    at = hole->offset + hole->size;
  }
  return memcmp(there + at, here + at, part->size - at) == 0;
}

static uint64_t find_units(const struct output *output, const struct input *input, const struct part *part, uint64_t lines) {
  const bool info = part->kind == DEBUG_INFO;
  const Elf64_Shdr *section = info ? output->info_section : output->line_section;
  const struct unit *units = info ? output->info : output->lines;
  const size_t count = info ? output->info_count : output->line_count;
  if (!section)
    return NOWHERE; /* stripped */
  const uint64_t end = section->sh_offset + section->sh_size;
  const uint64_t size = unit_size((struct bytes){input->file.data + part->offset, part->size}, 0);
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (units[middle].size < size)
      low = middle + 1;
    else
      high = middle;
  }
  uint64_t found = UNCLEAR;
  for (; size && low != count && units[low].size == size; ++low)
    if (part->size <= end - units[low].offset && is_at(output, input, part, units[low].offset, lines)) {
      if (found != UNCLEAR)
        return UNCLEAR;
      found = units[low].offset;
    }
  return found;
}

void find_parts(const struct output *output, const struct input *input, uint64_t *places) {
  uint64_t module = NOWHERE; /* the id that the debug info belongs to: members of archives come one by one, and each has its ids first */
  for (size_t i = 0; i != input->part_count; ++i) {
    const struct part *part = &input->parts[i];
    places[i] = NOWHERE;
    if (part->kind == MODULE_ID)
      module = places[i] = find_id(output, input->file.data + part->offset);
    else if (part->kind != IGNORED && module != NOWHERE) {
      uint64_t lines = NOWHERE;
      if (part->kind == DEBUG_INFO && i > 0 && part[-1].kind == DEBUG_LINE && places[i - 1] < UNCLEAR)
        lines = places[i - 1] - output->line_section->sh_offset;
      places[i] = find_units(output, input, part, lines);
    }
  }
}

void put_part(uint8_t *data, uint64_t place, const struct input *input, const struct part *part) {
  uint8_t *there = data + place;
  const uint8_t *here = input->file.data + part->offset;
  uint64_t at = 0;
  for (size_t i = 0; i != part->hole_count; ++i) {
    memcpy(there + at, here + at, part->holes[i].offset - at);
    at = part->holes[i].offset + part->holes[i].size;
  }
  memcpy(there + at, here + at, part->size - at);
}

void renew_build_id(uint8_t *data, size_t size, char *const *words) {
  for (; *words; ++words)
    if (starts_with(*words + strspn(*words, "-"), "build-id=0x"))
      return;
  struct elf_file elf;
  struct bytes id;
  if (open_elf((struct bytes){data, size}, &elf) && elf.header.e_type != ET_REL && find_build_id(&elf, &id)) {
    uint8_t *there = data + (id.data - data);
    memset(there, 0, id.size);
    struct digest digest = digest_of(data, size);
    memcpy(there, digest.bytes, id.size < sizeof digest.bytes ? id.size : sizeof digest.bytes);
  }
  close_elf(&elf);
}

/* A new file beside `path`, with the mode that the system gives new programs here (umask, the folder's ACL); -1 when there can be none. */
static int create_beside(const char *path, unsigned mode, char **name) {
  for (int try = 0; try != 100; ++try) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    *name = format("%.*s.autojit-%d-%lx", (int)(base_of(path) - path), path, getpid(), (unsigned long)time.tv_nsec);
    int file = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file >= 0 || errno != EEXIST)
      return file;
    free(*name);
  }
  *name = NULL;
  return -1;
}

bool replace_file(const char *path, struct bytes content, unsigned mode) {
  char *temporary;
  int file = create_beside(path, mode, &temporary);
  bool done = file >= 0;
  for (size_t written = 0; done && written != content.size;) {
    ssize_t now = write(file, content.data + written, content.size - written);
    done = now > 0;
    written += done ? (size_t)now : 0;
  }
  if (file >= 0)
    done = close(file) == 0 && done;
  done = done && rename(temporary, path) == 0;
  if (!done && file >= 0)
    unlink(temporary);
  free(temporary);
  return done;
}
