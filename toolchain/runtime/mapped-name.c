/*
 * The symbol of a stub of any program or library in this process. The kernel says which file it is from: the dynamic loader would know it too, but
 * has locks, and this is done under ours.
 */
#include "name.h"
#include "stub.h"
#include "system.h"

struct line {
  uintptr_t start, end, offset;
  bool readable;
  char *path; /* its end, so far */
  enum { START, END, RIGHTS, OFFSET, DEVICE, NUMBER, PATH, NO_PATH } field;
};

static uintptr_t add_digit(uintptr_t number, char c) { return number << 4 | (uintptr_t)(c <= '9' ? c - '0' : c - 'a' + 10); }

/* A line of /proc/self/maps, character by character: START-END RIGHTS OFFSET DEVICE NUMBER PATH. */
static void take(struct line *line, char c, char *room, const char *end) {
  if (line->field == PATH && (c == '/' || line->path != room)) {
    if (line->path + 1 < end)
      *line->path++ = c;
  } else if (c == ' ' || (c == '-' && line->field == START)) {
    line->field += line->field < PATH; /* the path is behind several */
  } else if (line->field == START) {
    line->start = add_digit(line->start, c);
  } else if (line->field == END) {
    line->end = add_digit(line->end, c);
  } else if (line->field == RIGHTS) {
    line->readable |= c == 'r';
  } else if (line->field == OFFSET) {
    line->offset = add_digit(line->offset, c);
  } else if (line->field == PATH) {
    line->field = NO_PATH; /* [heap] */
  }
}

/*
 * Where the file begins that is mapped at this address, its path in `room`; null: not known. Lines come in the order of their addresses, and what
 * begins a file is the first of its.
 */
static const uint8_t *find_file(int maps, uintptr_t address, char *room, const char *end) {
  uintptr_t begin = 0;
  struct line line = {.path = room};
  char block[256];
  for (long size; maps >= 0 && (size = system_read(maps, block, sizeof block)) > 0;)
    for (const char *c = block; c < block + size; ++c) {
      if (*c != '\n') {
        take(&line, *c, room, end);
        continue;
      }
      if (line.path != room && line.offset == 0)
        begin = line.readable ? line.start : 0;
      if (line.start <= address && address < line.end) {
        *line.path = 0;
        return line.path == room ? NULL : (const uint8_t *)begin;
      }
      line = (struct line){.path = room};
    }
  return NULL;
}

const uint8_t *file_mapped_at(uintptr_t address, char *room, const char *end) {
  static const uint8_t magic[] = {0x7f, 'E', 'L', 'F'};
  int maps = system_open("/proc/self/maps");
  const uint8_t *begin = find_file(maps, address, room, end);
  if (maps >= 0)
    system_close(maps);
  return begin && starts_with(begin, magic, sizeof magic) ? begin : NULL;
}

const char *symbol_of(const struct autojit_record *module, uint32_t slot, char *room, const char *end) {
  const uint8_t *begin = file_mapped_at((uintptr_t)module, room, end);
  if (!begin)
    return NULL;
  return symbol_in_file(room, (const Elf64_Ehdr *)begin, slots_of(module) + slot);
}
