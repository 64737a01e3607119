#include "symbol-file.h"

#include "runtime.h"

#include <string.h>

enum { SEAL = 4 };

static void name_section(struct symbol_file *file, unsigned section, const char *name, size_t length) {
  Elf64_Shdr *names = &file->sections[SECTION_NAMES];
  file->sections[section].sh_name = (Elf64_Word)names->sh_size;
  memcpy(file->section_names + names->sh_size, name, length);
  names->sh_size += length + 1;
}

static void begin_section(struct symbol_file *file, unsigned section, const char *name, Elf64_Shdr header) {
  file->sections[section] = header;
  name_section(file, section, name, strlen(name));
}

struct symbol_file *make_symbol_file(uintptr_t text, const struct symbol_file_room *room, struct pool *pool) {
  static const Elf64_Ehdr header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                                    .e_type = ET_REL,
                                    .e_machine = EM_X86_64,
                                    .e_version = EV_CURRENT,
                                    .e_shoff = offsetof(struct symbol_file, sections),
                                    .e_ehsize = sizeof(Elf64_Ehdr),
                                    .e_shentsize = sizeof(Elf64_Shdr),
                                    .e_shnum = FIRST_DEBUG,
                                    .e_shstrndx = SECTION_NAMES};
  const size_t symbols = (room->symbols + 1) * sizeof(Elf64_Sym);
  const size_t size = sizeof(struct symbol_file) + symbols + room->names + 1 + room->frames + room->debug + SEAL;
  struct symbol_file *file = pool ? take_from_pool(pool, size) : take_memory(size);
  if (!file)
    return NULL;
  file->header = header;
  const size_t start = offsetof(struct symbol_file, content);
  file->sections[SECTION_NAMES] =
      (Elf64_Shdr){.sh_type = SHT_STRTAB, .sh_offset = offsetof(struct symbol_file, section_names), .sh_size = 1, .sh_addralign = 1};
  name_section(file, SECTION_NAMES, ".shstrtab", 9);
  begin_section(file, TEXT, ".text", (Elf64_Shdr){.sh_type = SHT_NOBITS, .sh_flags = SHF_ALLOC | SHF_EXECINSTR, .sh_addr = text, .sh_addralign = 1});
  begin_section(file, SYMBOLS, ".symtab",
                (Elf64_Shdr){.sh_type = SHT_SYMTAB,
                             .sh_offset = start,
                             .sh_size = sizeof(Elf64_Sym),
                             .sh_link = NAMES,
                             .sh_info = 1,
                             .sh_addralign = 8,
                             .sh_entsize = sizeof(Elf64_Sym)});
  begin_section(file, NAMES, ".strtab", (Elf64_Shdr){.sh_type = SHT_STRTAB, .sh_offset = start + symbols, .sh_size = 1, .sh_addralign = 1});
  begin_section(file, FRAMES, ".debug_frame",
                (Elf64_Shdr){.sh_type = SHT_PROGBITS, .sh_offset = start + symbols + room->names + 1, .sh_addralign = 1});
  return file;
}

Elf64_Shdr *add_debug_section(struct symbol_file *file, const char *name, size_t size) {
  const unsigned index = file->header.e_shnum, last = index - 1;
  const size_t length = strlen(name);
  if (index == MOST_SECTIONS || length >= SECTION_NAMES_ROOM - file->sections[SECTION_NAMES].sh_size)
    return NULL;
  /* The first comes behind the frames, which are whole. */
  const Elf64_Shdr *before = &file->sections[last == SECTION_NAMES ? FRAMES : last];
  file->sections[index] = (Elf64_Shdr){.sh_type = SHT_PROGBITS, .sh_offset = before->sh_offset + before->sh_size, .sh_size = size, .sh_addralign = 1};
  name_section(file, index, name, length);
  ++file->header.e_shnum;
  return &file->sections[index];
}

bool add_symbol(struct symbol_file *file, const struct symbol_file_room *room, const char *name, uintptr_t code, uint32_t size) {
  Elf64_Shdr *symbols = &file->sections[SYMBOLS], *names = &file->sections[NAMES], *text = &file->sections[TEXT];
  const size_t length = strlen(name) + 1;
  if (symbols->sh_size > room->symbols * sizeof(Elf64_Sym) || length > room->names + 1 - names->sh_size || code < text->sh_addr)
    return false;
  memcpy(section_end(file, NAMES), name, length);
  Elf64_Sym symbol = {.st_name = (Elf64_Word)names->sh_size,
                      .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                      .st_shndx = TEXT,
                      .st_value = code - text->sh_addr,
                      .st_size = size};
  memcpy(section_end(file, SYMBOLS), &symbol, sizeof symbol);
  names->sh_size += length;
  text->sh_size = symbol.st_value + size;
  symbols->sh_size += sizeof symbol;
  return true;
}

const void *seal(struct symbol_file *file) {
  const uint32_t polynomial = 0xedb88320;
  const unsigned last = file->header.e_shnum - 1u;
  uint8_t *end = section_end(file, last == SECTION_NAMES ? FRAMES : last);
  uint32_t sum = ~0u, wanted = ~0u;
  for (const uint8_t *byte = (const uint8_t *)file; byte != end; ++byte) {
    sum ^= *byte;
    for (int bit = 0; bit < 8; ++bit)
      sum = sum >> 1 ^ (sum & 1 ? polynomial : 0);
  }
  for (int bit = 0; bit < 8 * SEAL; ++bit) /* backwards, from the sum whose complement is 0 */
    wanted = wanted >> 31 ? (wanted ^ polynomial) << 1 | 1 : wanted << 1;
  sum ^= wanted;
  memcpy(end, &sum, SEAL);
  return end + SEAL;
}
