/*
 * Unwind data for debuggers: .eh_frame as .debug_frame, whose addresses are absolute, so that it may be read far from the code.
 */
#include "symbol-file.h"

#include <string.h>

enum { PC_RELATIVE_4 = 0x1b, NO_CIE = -1, MOST_CIES = 8 };

/* Reads on from `at`, never behind `end`. */
struct reader {
  const uint8_t *at, *end;
};

static uint8_t read_byte(struct reader *from) { return from->at < from->end ? *from->at++ : 0; }

static uint64_t read_number(struct reader *from) {
  uint64_t result = 0;
  unsigned shift = 0;
  for (uint8_t byte = 0x80; byte & 0x80; shift += 7) {
    byte = read_byte(from);
    result |= shift < 64 ? (uint64_t)(byte & 0x7f) << shift : 0;
  }
  return result;
}

/* Steps over a number of either sign. */
static void skip_number(struct reader *from) {
  while (read_byte(from) & 0x80)
    ;
}

struct writer {
  uint8_t *at, *end;
};

static void put(struct writer *to, const void *bytes, size_t size) {
  if (size <= (size_t)(to->end - to->at))
    memcpy(to->at, bytes, size);
  to->at = size <= (size_t)(to->end - to->at) ? to->at + size : to->end;
}

/* Fills up with DW_CFA_nop, which is 0, and puts the record's length in front. */
static bool finish(struct writer *to, uint8_t *start) {
  static const uint8_t nops[8];
  put(to, nops, (size_t)(8 - ((to->at - start) & 7)) & 7);
  const uint32_t length = (uint32_t)(to->at - start - (ptrdiff_t)sizeof length);
  if (to->at == to->end)
    return false;
  memcpy(start, &length, sizeof length);
  return true;
}

/* The same without augmentation: where the personality and its data are is nothing for a debugger. False for a kind that we do not make. */
static bool convert_cie(struct reader from, struct writer *to) {
  static const uint32_t head[] = {0, 0xffffffff};
  const uint8_t version = read_byte(&from), *augmentation = from.at;
  while (read_byte(&from))
    ;
  if (version != 1 || from.at == from.end || augmentation[0] != 'z')
    return false;
  const uint8_t *factors = from.at, start[] = {version, 0};
  skip_number(&from);
  skip_number(&from);
  read_byte(&from); /* the register of the return address */
  const uint8_t *factors_end = from.at;
  uint64_t size = read_number(&from);
  if (size > (uint64_t)(from.end - from.at))
    return false;
  const struct reader data = {from.at, from.at + size};
  const uint8_t *letter = augmentation + 1;
  struct reader look = data;
  for (; *letter && *letter != 'R'; ++letter)
    if (*letter == 'P') {
      look.at += 5; /* an encoding, and four bytes */
    } else if (*letter == 'L') {
      look.at += 1;
    } else {
      return false;
    }
  if (*letter != 'R' || look.at >= look.end || *look.at != PC_RELATIVE_4)
    return false;
  uint8_t *begin = to->at;
  put(to, head, sizeof head);
  put(to, start, sizeof start);
  put(to, factors, (size_t)(factors_end - factors));
  put(to, data.end, (size_t)(from.end - data.end));
  return finish(to, begin);
}

/* `field`: where its address field runs; `cie`: where its description is in the section. */
static bool convert_fde(struct reader from, uintptr_t field, uint32_t cie, struct writer *to) {
  int32_t distance;
  uint32_t size;
  if (from.end - from.at < 8)
    return false;
  memcpy(&distance, from.at, sizeof distance);
  memcpy(&size, from.at + 4, sizeof size);
  from.at += 8;
  uint64_t augmentation = read_number(&from);
  if (augmentation > (uint64_t)(from.end - from.at))
    return false;
  const uint32_t head[] = {0, cie};
  const uint64_t range[] = {field + (uint64_t)(int64_t)distance, size};
  uint8_t *begin = to->at;
  put(to, head, sizeof head);
  put(to, range, sizeof range);
  put(to, from.at + augmentation, (size_t)(from.end - from.at) - augmentation);
  return finish(to, begin);
}

/* What was converted, so that it is done once. */
struct known_cie {
  const uint8_t *from;
  uint32_t at;
};

static int64_t find_cie(struct known_cie *known, const uint8_t *record, const uint8_t *end, const uint8_t *section, struct writer *to) {
  unsigned i = 0;
  for (; i < MOST_CIES && known[i].from; ++i)
    if (known[i].from == record)
      return known[i].at;
  uint32_t length;
  if (i == MOST_CIES || end - record < 8)
    return NO_CIE;
  memcpy(&length, record, sizeof length);
  uint8_t *begin = to->at;
  if (length < 4 || length > end - record - 4 || !convert_cie((struct reader){record + 8, record + 4 + length}, to))
    return NO_CIE;
  /* Most functions have the description of the first. */
  const size_t size = (size_t)(to->at - begin);
  const bool same = begin != section && size <= (size_t)(begin - section) && memcmp(section, begin, size) == 0;
  if (same)
    to->at = begin;
  known[i] = (struct known_cie){record, same ? 0 : (uint32_t)(begin - section)};
  return known[i].at;
}

bool add_frames(struct symbol_file *file, const struct symbol_file_room *room, const uint8_t *eh_frame, uint32_t size, uintptr_t run) {
  const uint8_t *section = (const uint8_t *)file + file->sections[FRAMES].sh_offset, *end = eh_frame + size;
  struct writer to = {section_end(file, FRAMES), (uint8_t *)file + file->sections[FRAMES].sh_offset + room->frames};
  struct known_cie known[MOST_CIES] = {{0}};
  uint32_t length, back;
  for (const uint8_t *record = eh_frame; end - record >= 8; record += 4 + length) {
    memcpy(&length, record, sizeof length);
    memcpy(&back, record + 4, sizeof back);
    if (length == 0)
      break;
    if (back == 0)
      continue; /* a description: converted where a frame has it */
    int64_t cie = find_cie(known, record + 4 - back, end, section, &to);
    if (cie == NO_CIE || !convert_fde((struct reader){record + 8, record + 4 + length}, run + (uintptr_t)(record + 8 - eh_frame), (uint32_t)cie, &to))
      return false;
  }
  file->sections[FRAMES].sh_size = (size_t)(to.at - section);
  return true;
}
