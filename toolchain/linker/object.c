#include "object.h"

#include "autojit/record.h"
#include "text.h"

#include <stdlib.h>

struct part *add_part(struct input *input, enum part_kind kind, const uint8_t *start, uint64_t size) {
  if (input->part_count % 64 == 0)
    input->parts = allocate_more(input->parts, (input->part_count + 64) * sizeof *input->parts);
  struct part *part = &input->parts[input->part_count++];
  *part = (struct part){.kind = kind, .offset = (uint64_t)(start - input->file.data), .size = size};
  return part;
}

/* The ids in a section of module records; false when it holds anything else. */
static bool add_ids(struct input *input, struct bytes records, enum part_kind kind) {
  if (records.size % sizeof(struct autojit_record) || records.size == 0)
    return false;
  for (const uint8_t *at = records.data; at != records.data + records.size; at += sizeof(struct autojit_record)) {
    struct autojit_record record;
    memcpy(&record, at, sizeof record);
    if (record.magic != AUTOJIT_RECORD_MAGIC || record.version != AUTOJIT_RECORD_VERSION)
      return false;
    add_part(input, kind, at + offsetof(struct autojit_record, id), AUTOJIT_ID_SIZE);
  }
  return true;
}

/* How many bytes a relocation fills in; 0: nobody here knows. */
static uint32_t size_of_relocation(uint32_t type) {
  switch (type) {
  case R_X86_64_64:
  case R_X86_64_DTPOFF64:
  case R_X86_64_PC64:
  case R_X86_64_TPOFF64:
  case R_X86_64_SIZE64:
    return 8;
  case R_X86_64_32:
  case R_X86_64_32S:
  case R_X86_64_PC32:
  case R_X86_64_DTPOFF32:
  case R_X86_64_TPOFF32:
  case R_X86_64_SIZE32:
    return 4;
  default:
    return 0;
  }
}

static int by_offset(const void *a, const void *b) {
  uint32_t one = ((const struct hole *)a)->offset, other = ((const struct hole *)b)->offset;
  return one < other ? -1 : one > other;
}

/* Where a relocation leads to in section `lines`; -1: elsewhere. */
static int64_t place_in(const struct elf_file *elf, const Elf64_Shdr *relocations, const Elf64_Rela *relocation, const Elf64_Shdr *lines) {
  if (!lines || relocations->sh_link >= elf->section_count)
    return -1;
  struct bytes symbols = section_content(elf, &elf->sections[relocations->sh_link]);
  Elf64_Sym symbol;
  size_t number = ELF64_R_SYM(relocation->r_info);
  if (number >= symbols.size / sizeof symbol)
    return -1;
  memcpy(&symbol, symbols.data + number * sizeof symbol, sizeof symbol);
  /* A sum that is too large for a file leads elsewhere too. */
  return symbol.st_shndx == lines - elf->sections ? (int64_t)(symbol.st_value + (uint64_t)relocation->r_addend) : -1;
}

/* Adds the holes that the relocations of section `number` make; false when they are not understood. */
static bool add_holes(const struct elf_file *elf, size_t number, struct part *part, const Elf64_Shdr *lines) {
  for (size_t i = 0; i != elf->section_count; ++i) {
    const Elf64_Shdr *relocations = &elf->sections[i];
    if (relocations->sh_info != number || (relocations->sh_type != SHT_RELA && relocations->sh_type != SHT_REL))
      continue;
    struct bytes content = section_content(elf, relocations);
    size_t count = content.size / sizeof(Elf64_Rela);
    if (relocations->sh_type == SHT_REL || part->holes)
      return false;
    struct hole *holes = allocate(count * sizeof *holes);
    part->holes = holes;
    for (; part->hole_count != count; ++part->hole_count) {
      Elf64_Rela relocation;
      memcpy(&relocation, content.data + part->hole_count * sizeof relocation, sizeof relocation);
      uint32_t size = size_of_relocation((uint32_t)ELF64_R_TYPE(relocation.r_info));
      if (size == 0 || relocation.r_offset > part->size || size > part->size - relocation.r_offset)
        return false;
      holes[part->hole_count] = (struct hole){(uint32_t)relocation.r_offset, size, place_in(elf, relocations, &relocation, lines)};
    }
    qsort(holes, count, sizeof *holes, by_offset);
    for (size_t h = 1; h < count; ++h)
      if (holes[h].offset < holes[h - 1].offset + holes[h - 1].size)
        return false;
  }
  return true;
}

/* Only what the linker copies byte for byte: neither merged, nor compressed, nor one of several that are the same. */
static bool is_plain(const Elf64_Shdr *section) {
  return section->sh_type == SHT_PROGBITS && !(section->sh_flags & (SHF_ALLOC | SHF_MERGE | SHF_GROUP | SHF_COMPRESSED)) &&
         section->sh_size < UINT32_MAX;
}

static void add_debug_section(struct input *input, const struct elf_file *elf, const char *name, enum part_kind kind) {
  const Elf64_Shdr *found = NULL;
  for (size_t i = 0; i != elf->section_count; ++i)
    if (is_plain(&elf->sections[i]) && strcmp(section_name(elf, &elf->sections[i]), name) == 0) {
      if (found)
        return;
      found = &elf->sections[i];
    }
  struct bytes content = found ? section_content(elf, found) : (struct bytes){0};
  if (content.size == 0)
    return;
  struct part *part = add_part(input, kind, content.data, content.size);
  const Elf64_Shdr *lines = kind == DEBUG_INFO ? find_section(elf, ".debug_line") : NULL;
  if (kind != IGNORED && !add_holes(elf, (size_t)(found - elf->sections), part, lines)) {
    free((void *)part->holes);
    --input->part_count;
  }
}

static void read_elf(struct input *input, const struct elf_file *elf) {
  const Elf64_Shdr *modules = find_section(elf, "autojit_modules");
  if (!modules)
    return;
  bool is_object = elf->header.e_type == ET_REL;
  size_t before = input->part_count;
  if (!add_ids(input, section_content(elf, modules), is_object ? MODULE_ID : IGNORED)) {
    input->part_count = before; /* then it is a file like any other */
    return;
  }
  input->has_modules |= is_object;
  add_debug_section(input, elf, ".debug_line", is_object ? DEBUG_LINE : IGNORED);
  add_debug_section(input, elf, ".debug_info", is_object ? DEBUG_INFO : IGNORED);
  struct bytes id;
  if (!is_object && find_build_id(elf, &id))
    add_part(input, IGNORED, id.data, id.size);
}

static bool is_bitcode(struct bytes file) {
  return file.size >= 4 && (memcmp(file.data, "BC\xC0\xDE", 4) == 0 || memcmp(file.data, "\xDE\xC0\x17\x0B", 4) == 0);
}

void read_object(struct input *input, struct bytes file) {
  struct elf_file elf;
  input->is_bitcode |= is_bitcode(file);
  if (open_elf(file, &elf))
    read_elf(input, &elf);
  close_elf(&elf);
}

static int by_place(const void *a, const void *b) {
  uint64_t one = ((const struct part *)a)->offset, other = ((const struct part *)b)->offset;
  return one < other ? -1 : one > other;
}

void digest_between_parts(llvm_blake3_hasher *hasher, const struct input *input, struct bytes bytes, size_t first) {
  const size_t count = input->part_count - first, start = (size_t)(bytes.data - input->file.data), end = start + bytes.size;
  struct part *sorted = allocate(count * sizeof *sorted);
  if (count)
    memcpy(sorted, input->parts + first, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_place);
  uint64_t at = start;
  for (size_t i = 0; i != count; ++i) {
    if (sorted[i].offset < at)
      continue; /* sections that overlap: both are taken for what lies in the first */
    llvm_blake3_hasher_update(hasher, input->file.data + at, sorted[i].offset - at);
    at = sorted[i].offset + sorted[i].size;
  }
  llvm_blake3_hasher_update(hasher, input->file.data + at, end - at);
  digest_number(hasher, bytes.size);
  free(sorted);
}
