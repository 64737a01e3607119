#include "elf-file.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static bool lies_in(struct bytes file, uint64_t offset, uint64_t size) { return offset <= file.size && size <= file.size - offset; }

bool open_elf(struct bytes file, struct elf_file *elf) {
  *elf = (struct elf_file){.file = file};
  Elf64_Ehdr *header = &elf->header;
  if (file.size < sizeof *header)
    return false;
  memcpy(header, file.data, sizeof *header);
  if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB)
    return false;
  if (header->e_shoff == 0)
    return true;
  Elf64_Shdr first;
  if (header->e_shentsize != sizeof first || !lies_in(file, header->e_shoff, sizeof first))
    return false;
  memcpy(&first, file.data + header->e_shoff, sizeof first);
  size_t count = header->e_shnum ? header->e_shnum : first.sh_size; /* more than 65,000 */
  if (count > file.size / sizeof first || !lies_in(file, header->e_shoff, count * sizeof first))
    return false;
  elf->sections = allocate(count * sizeof first);
  elf->section_count = count;
  memcpy(elf->sections, file.data + header->e_shoff, count * sizeof first);
  size_t names = header->e_shstrndx == SHN_XINDEX ? first.sh_link : header->e_shstrndx;
  if (names < count)
    elf->names = section_content(elf, &elf->sections[names]);
  return true;
}

void close_elf(struct elf_file *elf) { free(elf->sections); }

const char *section_name(const struct elf_file *elf, const Elf64_Shdr *section) {
  if (section->sh_name >= elf->names.size)
    return "";
  const char *name = (const char *)elf->names.data + section->sh_name;
  return memchr(name, 0, elf->names.size - section->sh_name) ? name : "";
}

struct bytes section_content(const struct elf_file *elf, const Elf64_Shdr *section) {
  if (section->sh_type == SHT_NOBITS || !lies_in(elf->file, section->sh_offset, section->sh_size))
    return (struct bytes){elf->file.data, 0};
  return (struct bytes){elf->file.data + section->sh_offset, section->sh_size};
}

const Elf64_Shdr *find_section(const struct elf_file *elf, const char *name) {
  for (size_t i = 0; i < elf->section_count; ++i)
    if (strcmp(section_name(elf, &elf->sections[i]), name) == 0)
      return &elf->sections[i];
  return NULL;
}

const Elf64_Shdr *find_build_id(const struct elf_file *elf, struct bytes *id) {
  const Elf64_Shdr *section = find_section(elf, ".note.gnu.build-id");
  struct bytes note = section ? section_content(elf, section) : (struct bytes){0};
  const size_t head = sizeof(Elf64_Nhdr) + sizeof "GNU";
  if (note.size <= head)
    return NULL;
  *id = (struct bytes){note.data + head, note.size - head};
  return section;
}
