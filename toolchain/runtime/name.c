/*
 * Every program carries this, so it is kept small. Without the C library (text.h).
 */
#include "name.h"
#include "stub.h"
#include "system.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

/* Wherever they lie in the file. */
typedef Elf64_Ehdr file_header __attribute__((aligned(1)));
typedef Elf64_Shdr section __attribute__((aligned(1)));
typedef Elf64_Sym symbol __attribute__((aligned(1)));

static bool is_whole(const section *s, size_t file_size) { return s->sh_offset <= file_size && s->sh_size <= file_size - s->sh_offset; }

enum { LONGEST_NAME = 1000 }; /* behind a longer one there may be no room for the reason */

/* A name: printable, and ending in this room; else null. */
static const char *check(const uint8_t *text, uint64_t room) {
  uint64_t length = 0;
  while (length < room && length < LONGEST_NAME && text[length] > ' ')
    ++length;
  return length && length < room && text[length] == 0 ? (const char *)text : NULL;
}

/* The file may be damaged: every number in it is checked. */
const char *symbol_at(const uint8_t *file, size_t size, uint64_t address) {
  const file_header *header = (const file_header *)file;
  if (size < sizeof *header || header->e_shoff > size || header->e_shnum > (size - header->e_shoff) / sizeof(section))
    return NULL;
  const section *sections = (const section *)(file + header->e_shoff), *end = sections + header->e_shnum;
  for (const section *table = sections; table != end; ++table) {
    if ((table->sh_type != SHT_SYMTAB && table->sh_type != SHT_DYNSYM) || table->sh_link >= header->e_shnum || !is_whole(table, size))
      continue;
    const section *texts = sections + table->sh_link;
    const symbol *candidate = (const symbol *)(file + table->sh_offset);
    for (uint64_t left = table->sh_size; left >= sizeof *candidate; left -= sizeof *candidate, ++candidate)
      if (candidate->st_value == address && ELF64_ST_TYPE(candidate->st_info) == STT_FUNC)
        return is_whole(texts, size) && candidate->st_name < texts->sh_size
                   ? check(file + texts->sh_offset + candidate->st_name, texts->sh_size - candidate->st_name)
                   : NULL;
  }
  return NULL;
}

uint64_t find_stub(const Elf64_Ehdr *loaded, void *const *slot) {
  const uintptr_t start = loaded->e_type == ET_EXEC ? 0 : (uintptr_t)loaded;
  const Elf64_Phdr *segment = (const Elf64_Phdr *)((uintptr_t)loaded + loaded->e_phoff);
  for (unsigned i = 0; i < loaded->e_phnum; ++i, ++segment)
    if (segment->p_type == PT_LOAD && segment->p_flags & PF_X)
      for (uint64_t at = segment->p_vaddr + 4; at + 8 < segment->p_vaddr + segment->p_filesz; ++at)
        if (loads_slot((const uint8_t *)(start + at), slot))
          return is_behind_branch_target((const uint8_t *)(start + at)) ? at - 4 : at;
  return 0;
}

const char *symbol_in_file(const char *path, const Elf64_Ehdr *loaded, void *const *slot) {
  int file = system_open(path);
  long size = system_call(SYS_lseek, file, 0, SEEK_END, 0), bytes = system_mmap_file((size_t)size, PROT_READ, MAP_PRIVATE, file);
  /* No file, no size, no bytes. A page of them can be read at least. */
  if (bytes < 0 || !starts_with((const uint8_t *)bytes, (const uint8_t *)loaded, sizeof *loaded))
    return NULL;
  const uint64_t stub = find_stub(loaded, slot);
  return stub ? symbol_at((const uint8_t *)bytes, (size_t)size, stub) : NULL;
}
