#include "object-lines.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>

/* `count` things of `element` bytes at `offset`; null when they do not lie in the object. */
static const void *part(const struct object_lines *in, uint64_t offset, uint64_t count, size_t element) {
  return offset <= in->size && count <= (in->size - offset) / element ? in->object + offset : NULL;
}

static const Elf64_Shdr *sections_of(const struct object_lines *in, uint32_t *count) {
  const Elf64_Ehdr *header = part(in, 0, 1, sizeof *header);
  if (!header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_shentsize != sizeof(Elf64_Shdr))
    return NULL;
  *count = header->e_shnum;
  return part(in, header->e_shoff, header->e_shnum, sizeof(Elf64_Shdr));
}

static bool is_named(const struct object_lines *in, const Elf64_Shdr *names, const Elf64_Shdr *section, const char *wanted) {
  size_t length = strlen(wanted) + 1;
  const char *name = section->sh_name < names->sh_size ? part(in, names->sh_offset + section->sh_name, length, 1) : NULL;
  return name && memcmp(name, wanted, length) == 0;
}

struct object_lines find_lines(const void *object, size_t size) {
  struct object_lines found = {.object = object, .size = size};
  uint32_t count, lines = 0;
  const Elf64_Shdr *sections = sections_of(&found, &count);
  const Elf64_Ehdr *header = object;
  if (!sections || header->e_shstrndx >= count)
    return found;
  for (uint32_t i = 0; i < count; ++i) {
    const Elf64_Shdr *section = &sections[i];
    const uint8_t *bytes = section->sh_type == SHT_PROGBITS ? part(&found, section->sh_offset, section->sh_size, 1) : NULL;
    if (bytes && is_named(&found, &sections[header->e_shstrndx], section, ".debug_line")) {
      found.lines = bytes;
      found.lines_size = section->sh_size;
      lines = i;
    } else if (bytes && is_named(&found, &sections[header->e_shstrndx], section, ".debug_line_str")) {
      found.strings = bytes;
      found.strings_size = section->sh_size;
    }
  }
  for (uint32_t i = 0; lines && i < count; ++i)
    if (sections[i].sh_type == SHT_RELA && sections[i].sh_info == lines) {
      found.relocations = part(&found, sections[i].sh_offset, sections[i].sh_size, 1);
      found.relocation_count = found.relocations ? sections[i].sh_size / sizeof(Elf64_Rela) : 0;
    }
  return found;
}

/* Symbols are in sections, and sections where the code is; those of debug information begin at 0. */
static bool address_of(const struct object_lines *in, uint64_t index, uint64_t *address) {
  uint32_t count;
  const Elf64_Shdr *sections = sections_of(in, &count);
  for (uint32_t i = 0; i < count; ++i) {
    if (sections[i].sh_type != SHT_SYMTAB)
      continue;
    const Elf64_Sym *symbol = part(in, sections[i].sh_offset + index * sizeof *symbol, 1, sizeof *symbol);
    if (!symbol || symbol->st_shndx >= count)
      return false;
    *address = sections[symbol->st_shndx].sh_addr + symbol->st_value;
    return true;
  }
  return false;
}

/*
 * Where the file names of the table at `at` begin, up to `end`; `end` where that is not known. Version 5 has directories before them, here as offsets
 * of 4 bytes (DW_LNCT_path as DW_FORM_line_strp and nothing else, as LLVM writes them).
 */
static size_t file_names_of(const struct object_lines *lines, size_t at, size_t end) {
  enum { VERSION = 4, OPCODE_BASE = 17, LINE_STRP = 0x1f };
  static const uint8_t form[] = {1, 1, LINE_STRP};
  const uint8_t *table = lines->lines + at;
  size_t size = end - at, directories = OPCODE_BASE + (size > OPCODE_BASE ? table[OPCODE_BASE] : 0);
  if (size < directories + sizeof form + 1 || table[VERSION] != 5 || memcmp(table + directories, form, sizeof form) != 0)
    return end;
  size_t count = table[directories + sizeof form], names = directories + sizeof form + 1 + 4 * count;
  return count < 0x80 && names < size ? at + names : end;
}

/* How much of a string is the folder; it may end anywhere. */
static size_t length_of_folder(const struct object_lines *lines, uint64_t offset) {
  size_t length = 0;
  for (uint64_t i = offset; i < lines->strings_size && lines->strings[i]; ++i)
    if (lines->strings[i] == '/')
      length = i + 1 - offset;
  return length;
}

static void place(const struct object_lines *lines, uint8_t *copy, size_t at, size_t end) {
  size_t names = file_names_of(lines, at, end);
  for (size_t i = 0; i < lines->relocation_count; ++i) {
    Elf64_Rela r;
    memcpy(&r, (const uint8_t *)lines->relocations + i * sizeof r, sizeof r);
    size_t width = ELF64_R_TYPE(r.r_info) == R_X86_64_64 ? 8 : ELF64_R_TYPE(r.r_info) == R_X86_64_32 ? 4 : 0;
    uint64_t value;
    if (!width || r.r_offset < at || r.r_offset > end || width > end - r.r_offset || !address_of(lines, ELF64_R_SYM(r.r_info), &value))
      continue;
    value += (uint64_t)r.r_addend;
    /* A name that the compiler was given with folders is shown without, as valgrind shows the names of linked programs. */
    if (width == 4 && r.r_offset >= names)
      value += length_of_folder(lines, value);
    memcpy(copy + r.r_offset, &value, width); /* little-endian: the low half is first */
  }
}

void place_lines(const struct object_lines *lines, uint8_t *copy) {
  for (size_t at = 0, next; (next = next_line_table(lines, at)) != at; at = next)
    place(lines, copy, at, next);
}

size_t next_line_table(const struct object_lines *lines, size_t at) {
  uint32_t length;
  if (at > lines->lines_size || lines->lines_size - at < sizeof length)
    return at;
  memcpy(&length, lines->lines + at, sizeof length);
  return length && length <= lines->lines_size - at - sizeof length ? at + sizeof length + length : at;
}
