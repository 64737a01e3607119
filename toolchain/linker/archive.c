#include "archive.h"

#include "object.h"
#include "text.h"

#include <ar.h>
#include <ctype.h>
#include <stdlib.h>

struct member {
  const struct ar_hdr *header;
  struct bytes content;
};

struct members {
  struct member *at;
  size_t count;
  size_t end; /* of what is understood of the file */
};

bool is_archive(struct bytes file) { return file.size > SARMAG && memcmp(file.data, ARMAG, SARMAG) == 0; }

static struct members list_members(struct bytes file) {
  struct members list = {.end = SARMAG};
  while (list.end + sizeof(struct ar_hdr) <= file.size) {
    const struct ar_hdr *header = (const struct ar_hdr *)(file.data + list.end);
    char digits[sizeof header->ar_size + 1] = {0};
    memcpy(digits, header->ar_size, sizeof header->ar_size);
    size_t size = strtoul(digits, NULL, 10), start = list.end + sizeof *header;
    if (memcmp(header->ar_fmag, ARFMAG, sizeof header->ar_fmag) != 0 || size > file.size - start)
      break;
    if (list.count % 64 == 0)
      list.at = allocate_more(list.at, (list.count + 64) * sizeof *list.at);
    list.at[list.count++] = (struct member){header, {file.data + start, size}};
    list.end = start + size + size % 2;
  }
  return list;
}

static bool is_named(const struct member *member, const char *name) {
  const size_t length = strlen(name), room = sizeof member->header->ar_name;
  return memcmp(member->header->ar_name, name, length) == 0 && (length == room || member->header->ar_name[length] == ' ');
}

static uint64_t big_endian(const uint8_t *data, size_t size) {
  uint64_t value = 0;
  for (size_t i = 0; i != size; ++i)
    value = value << 8 | data[i];
  return value;
}

/* The members that define the archive's symbols are named by their offsets, which change with any member's size: taken in is which member it is. */
static void digest_symbols(llvm_blake3_hasher *hasher, const struct members *list, struct bytes file, struct bytes table, size_t word) {
  const uint64_t count = table.size < word ? 0 : big_endian(table.data, word);
  digest_number(hasher, count);
  size_t member = 0;
  for (uint64_t i = 1; i <= count && (i + 1) * word <= table.size; ++i) {
    const uint64_t offset = big_endian(table.data + i * word, word);
    if (member == list->count || (size_t)((const uint8_t *)list->at[member].header - file.data) > offset)
      member = 0; /* they come in order, mostly */
    while (member != list->count && (size_t)((const uint8_t *)list->at[member].header - file.data) < offset)
      ++member;
    digest_number(hasher, member);
  }
  const uint64_t names = (count + 1) * word;
  if (count < table.size && names <= table.size)
    llvm_blake3_hasher_update(hasher, table.data + names, table.size - names);
}

/* rustc makes up a part of its members' names for each call of it (temporaries.h): .0qxr2k7.rcgu.o */
static void digest_names(llvm_blake3_hasher *hasher, struct bytes names) {
  static const char unit[] = ".rcgu.o";
  enum { UNIT = sizeof unit - 1, MADE_UP = 7 };
  size_t at = 0;
  for (size_t i = 0; i + 1 + MADE_UP + UNIT <= names.size; ++i) {
    bool found = names.data[i] == '.' && memcmp(names.data + i + 1 + MADE_UP, unit, UNIT) == 0;
    for (size_t c = 1; found && c <= MADE_UP; ++c)
      found = isalnum(names.data[i + c]);
    if (!found)
      continue;
    llvm_blake3_hasher_update(hasher, names.data + at, i - at);
    at = i + 1 + MADE_UP;
  }
  llvm_blake3_hasher_update(hasher, names.data + at, names.size - at);
}

/* Takes in what a linker can take of an object that has no symbol and nothing that is loaded, such as rustc's metadata; false when it is not one. */
static bool digest_metadata(llvm_blake3_hasher *hasher, struct bytes object) {
  struct elf_file elf;
  bool is_one = open_elf(object, &elf) && elf.header.e_type == ET_REL;
  for (size_t i = 0; is_one && i != elf.section_count; ++i) {
    const Elf64_Shdr *section = &elf.sections[i];
    is_one = !(section->sh_flags & SHF_ALLOC) && (section->sh_type != SHT_SYMTAB || section->sh_size <= sizeof(Elf64_Sym));
  }
  for (size_t i = 0; is_one && i != elf.section_count; ++i) {
    const Elf64_Shdr *section = &elf.sections[i];
    struct bytes content = section_content(&elf, section);
    digest_text(hasher, section_name(&elf, section));
    digest_number(hasher, section->sh_type);
    digest_number(hasher, section->sh_flags);
    if (!(section->sh_flags & SHF_EXCLUDE))
      llvm_blake3_hasher_update(hasher, content.data, content.size);
  }
  close_elf(&elf);
  return is_one;
}

void read_archive(struct input *input, llvm_blake3_hasher *hasher) {
  struct members list = list_members(input->file);
  for (size_t i = 0; i != list.count; ++i) {
    const struct member *member = &list.at[i];
    const size_t first = input->part_count;
    llvm_blake3_hasher_update(hasher, member->header->ar_name, sizeof member->header->ar_name);
    if (is_named(member, "/"))
      digest_symbols(hasher, &list, input->file, member->content, 4);
    else if (is_named(member, "/SYM64/"))
      digest_symbols(hasher, &list, input->file, member->content, 8);
    else if (is_named(member, "//"))
      digest_names(hasher, member->content);
    else if (!digest_metadata(hasher, member->content)) {
      read_object(input, member->content);
      digest_between_parts(hasher, input, member->content, first);
    }
  }
  if (list.end < input->file.size) /* whatever that is */
    llvm_blake3_hasher_update(hasher, input->file.data + list.end, input->file.size - list.end);
  free(list.at);
}
