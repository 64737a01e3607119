/*
 * A 64-bit little-endian ELF file in memory, read with care: it may be anybody's.
 */
#ifndef AUTOJIT_LINKER_ELF_FILE_H
#define AUTOJIT_LINKER_ELF_FILE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
  const uint8_t *data;
  size_t size;
};

struct elf_file {
  struct bytes file;
  Elf64_Ehdr header;
  Elf64_Shdr *sections; /* a copy: members of archives lie at any even place */
  size_t section_count;
  struct bytes names;
};

/* False when it is no such file or its headers lead out of it. */
bool open_elf(struct bytes file, struct elf_file *elf);
void close_elf(struct elf_file *elf);

/* Empty for a section without a name that can be read. */
const char *section_name(const struct elf_file *elf, const Elf64_Shdr *section);

/* What is in the file of it; empty when that leads out of the file. */
struct bytes section_content(const struct elf_file *elf, const Elf64_Shdr *section);

const Elf64_Shdr *find_section(const struct elf_file *elf, const char *name);

/* The number that the linker gave the file, in a section that is not empty; null: none. */
const Elf64_Shdr *find_build_id(const struct elf_file *elf, struct bytes *id);

#endif
