/*
 * Puts debug info of several relocatable objects together, as a linker does: sections of one name behind each other, relocations applied. The objects
 * are the code generator's (engine/Materializer.cpp); what an object of another kind would need is not here.
 */
#include "debug-info.h"

#include "autojit/image.h"

#include <string.h>

/* What one object may have; with -O2 -g there are about 30 sections. */
enum { MOST_OBJECT_SECTIONS = 256, NONE = -1 };

struct object {
  const uint8_t *bytes;
  const Elf64_Shdr *sections;
  const char *names;
  size_t names_size;
  unsigned count;
  uint32_t size;
};

static const uint8_t *content(const struct object *object, const Elf64_Shdr *section) {
  return section->sh_offset <= object->size && section->sh_size <= object->size - section->sh_offset ? object->bytes + section->sh_offset : NULL;
}

static bool open_object(struct view view, struct object *object) {
  *object = (struct object){.bytes = view.bytes + view.header->debug.offset, .size = view.header->debug.count};
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)object->bytes;
  if (object->size < sizeof *header || header->e_shoff % 8 || header->e_shoff > object->size || header->e_shnum > MOST_OBJECT_SECTIONS ||
      header->e_shnum > (object->size - header->e_shoff) / sizeof(Elf64_Shdr) || header->e_shstrndx >= header->e_shnum)
    return false;
  object->sections = (const Elf64_Shdr *)(object->bytes + header->e_shoff);
  object->count = header->e_shnum;
  const Elf64_Shdr *names = &object->sections[header->e_shstrndx];
  object->names = (const char *)content(object, names);
  object->names_size = names->sh_size;
  return object->names && object->names_size && object->names[object->names_size - 1] == 0;
}

/* The section's name if it holds debug info, else null. */
static const char *debug_name(const struct object *object, const Elf64_Shdr *section) {
  static const char prefix[] = ".debug_";
  if (section->sh_type != SHT_PROGBITS || section->sh_flags & (SHF_ALLOC | SHF_COMPRESSED) || section->sh_name >= object->names_size)
    return NULL;
  const char *name = object->names + section->sh_name;
  return strncmp(name, prefix, sizeof prefix - 1) == 0 && content(object, section) ? name : NULL;
}

size_t size_of_debug_info(const struct debug_input *inputs, uint32_t count) {
  struct object object;
  size_t size = 0;
  for (uint32_t i = 0; i < count; ++i)
    if (open_object(inputs[i].view, &object))
      for (unsigned s = 0; s < object.count; ++s)
        size += debug_name(&object, &object.sections[s]) ? object.sections[s].sh_size : 0;
  return size;
}

static unsigned find_section(const struct symbol_file *file, const char *name) {
  for (unsigned i = FIRST_DEBUG; i < file->header.e_shnum; ++i)
    if (strcmp(file->section_names + file->sections[i].sh_name, name) == 0)
      return i;
  return NO_SECTION;
}

/* One section for each name, as large as all of it. */
static bool lay_out(struct symbol_file *file, const struct debug_input *inputs, uint32_t count) {
  struct object object;
  const char *names[MOST_SECTIONS - FIRST_DEBUG];
  size_t sizes[MOST_SECTIONS - FIRST_DEBUG], used = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (!open_object(inputs[i].view, &object))
      return false;
    for (unsigned s = 0; s < object.count; ++s) {
      const char *name = debug_name(&object, &object.sections[s]);
      if (!name)
        continue;
      size_t known = 0;
      while (known < used && strcmp(names[known], name) != 0)
        ++known;
      if (known == MOST_SECTIONS - FIRST_DEBUG)
        return false;
      if (known == used) {
        names[used] = name;
        sizes[used++] = 0;
      }
      sizes[known] += object.sections[s].sh_size;
    }
  }
  for (size_t i = 0; i < used; ++i)
    if (!add_debug_section(file, names[i], sizes[i]))
      return false;
  return true;
}

/* Where the sections of one object went: an address if they are code, else a place in the section of that name. */
struct places {
  uint64_t start[MOST_OBJECT_SECTIONS];
  uint8_t *copy[MOST_OBJECT_SECTIONS]; /* null: not debug info */
};

/* The addresses of its code are what the image's relocations put into its section headers. */
static void find_code(const struct object *object, const struct debug_input *input, struct places *places) {
  const struct autojit_image_header *h = input->view.header;
  const struct autojit_image_relocation *relocations = (const struct autojit_image_relocation *)(input->view.bytes + h->debug_relocations.offset);
  const uint64_t first = (uint64_t)((const uint8_t *)object->sections - object->bytes) + offsetof(Elf64_Shdr, sh_addr);
  for (uint32_t i = 0; i < h->debug_relocations.count; ++i) {
    const uint64_t section = (relocations[i].offset - first) / sizeof(Elf64_Shdr);
    if (relocations[i].offset >= first && section < object->count && relocations[i].symbol == AUTOJIT_RELOCATION_BASE)
      places->start[section] = input->base + (uint64_t)relocations[i].addend;
  }
}

static unsigned width_of(uint32_t type) {
  switch (type) {
  case R_X86_64_64:
  case R_X86_64_DTPOFF64:
    return 8;
  case R_X86_64_32:
  case R_X86_64_32S:
  case R_X86_64_DTPOFF32:
    return 4;
  default:
    return 0;
  }
}

/* What is not in the object has no address here: the program's own debug info describes it. */
static uint64_t value_of(const struct object *object, const struct places *places, const Elf64_Sym *symbols, size_t count, const Elf64_Rela *rela) {
  const size_t index = ELF64_R_SYM(rela->r_info);
  if (index >= count || symbols[index].st_shndx == SHN_UNDEF || symbols[index].st_shndx >= object->count)
    return (uint64_t)rela->r_addend;
  return places->start[symbols[index].st_shndx] + symbols[index].st_value + (uint64_t)rela->r_addend;
}

static bool apply(const struct object *object, const struct places *places, const Elf64_Shdr *section) {
  if (section->sh_type != SHT_RELA || section->sh_info >= object->count || !places->copy[section->sh_info])
    return true;
  const Elf64_Shdr *target = &object->sections[section->sh_info];
  const Elf64_Shdr *table = section->sh_link < object->count ? &object->sections[section->sh_link] : section;
  const Elf64_Rela *relocations = (const Elf64_Rela *)content(object, section);
  const Elf64_Sym *symbols = (const Elf64_Sym *)content(object, table);
  if (table->sh_type != SHT_SYMTAB || !relocations || !symbols || section->sh_offset % 8 || table->sh_offset % 8)
    return false;
  for (size_t i = 0; i < section->sh_size / sizeof *relocations; ++i) {
    const Elf64_Rela *r = &relocations[i];
    const unsigned width = width_of((uint32_t)ELF64_R_TYPE(r->r_info));
    if (!width || target->sh_size < width || r->r_offset > target->sh_size - width)
      return false;
    const uint64_t value = value_of(object, places, symbols, table->sh_size / sizeof *symbols, r);
    memcpy(places->copy[section->sh_info] + r->r_offset, &value, width); /* little-endian */
  }
  return true;
}

bool add_debug_info(struct symbol_file *file, const struct debug_input *inputs, uint32_t count) {
  if (!lay_out(file, inputs, count))
    return false;
  size_t filled[MOST_SECTIONS] = {0};
  struct object object;
  for (uint32_t i = 0; i < count; ++i) {
    struct places places = {{0}, {0}};
    open_object(inputs[i].view, &object); /* lay_out did before */
    for (unsigned s = 0; s < object.count; ++s) {
      const char *name = debug_name(&object, &object.sections[s]);
      if (!name)
        continue;
      const unsigned to = find_section(file, name);
      places.start[s] = filled[to];
      places.copy[s] = (uint8_t *)file + file->sections[to].sh_offset + filled[to];
      memcpy(places.copy[s], content(&object, &object.sections[s]), object.sections[s].sh_size);
      filled[to] += object.sections[s].sh_size;
    }
    find_code(&object, &inputs[i], &places);
    for (unsigned s = 0; s < object.count; ++s)
      if (!apply(&object, &places, &object.sections[s]))
        return false;
  }
  return true;
}
