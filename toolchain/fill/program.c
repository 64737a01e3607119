#define _GNU_SOURCE
#include "program.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char SECTION[] = "autojit_modules";
enum { PAGE = 4096 };

struct file {
  int number;
  const uint8_t *bytes; /* all of it */
  size_t size;
};

static bool fits(const struct file *file, uint64_t offset, uint64_t count, size_t element) {
  return offset <= file->size && count <= (file->size - offset) / element;
}

static const Elf64_Ehdr *header_of(const struct file *file) {
  const Elf64_Ehdr *header = (const Elf64_Ehdr *)file->bytes;
  if (file->size < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS64 ||
      header->e_machine != EM_X86_64 || (header->e_type != ET_EXEC && header->e_type != ET_DYN) || header->e_phoff % 8 || header->e_shoff % 8 ||
      !fits(file, header->e_phoff, header->e_phnum, sizeof(Elf64_Phdr)) || !fits(file, header->e_shoff, header->e_shnum, sizeof(Elf64_Shdr)))
    return NULL;
  return header;
}

static const Elf64_Shdr *find_section(const struct file *file, const Elf64_Ehdr *header) {
  const Elf64_Shdr *sections = (const Elf64_Shdr *)(file->bytes + header->e_shoff);
  if (header->e_shstrndx >= header->e_shnum)
    return NULL;
  const Elf64_Shdr *names = &sections[header->e_shstrndx];
  for (unsigned i = 0; i < header->e_shnum; ++i)
    if (fits(file, names->sh_offset, names->sh_size, 1) && names->sh_size >= sizeof SECTION &&
        sections[i].sh_name <= names->sh_size - sizeof SECTION &&
        memcmp(file->bytes + names->sh_offset + sections[i].sh_name, SECTION, sizeof SECTION) == 0)
      return &sections[i];
  return NULL;
}

/* Null when the system does not want to, or the file makes no sense. */
static uint8_t *map_segments(const struct file *file, const Elf64_Ehdr *header, uint64_t *lowest, uint64_t *end) {
  const Elf64_Phdr *segments = (const Elf64_Phdr *)(file->bytes + header->e_phoff);
  *lowest = UINT64_MAX;
  *end = 0;
  for (unsigned i = 0; i < header->e_phnum; ++i) {
    const Elf64_Phdr *s = &segments[i];
    if (s->p_type != PT_LOAD)
      continue;
    if (s->p_vaddr > INT64_MAX - s->p_memsz || s->p_memsz > INT64_MAX || s->p_filesz > s->p_memsz || s->p_offset % PAGE != s->p_vaddr % PAGE ||
        !fits(file, s->p_offset, s->p_filesz, 1))
      return NULL;
    uint64_t first = s->p_vaddr & ~(uint64_t)(PAGE - 1), last = s->p_vaddr + s->p_memsz;
    *lowest = first < *lowest ? first : *lowest;
    *end = last > *end ? last : *end;
  }
  if (*lowest >= *end)
    return NULL;
  uint8_t *base = mmap(NULL, *end - *lowest, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED)
    return NULL;
  for (unsigned i = 0; i < header->e_phnum; ++i) {
    const Elf64_Phdr *s = &segments[i];
    uint64_t before = s->p_vaddr % PAGE;
    if (s->p_type == PT_LOAD && s->p_filesz &&
        mmap(base + (s->p_vaddr - before - *lowest), s->p_filesz + before, PROT_READ, MAP_PRIVATE | MAP_FIXED, file->number,
             (off_t)(s->p_offset - before)) == MAP_FAILED)
      return NULL;
  }
  return base;
}

static bool map_records(const struct file *file, struct autojit_object *object, const char **problem) {
  uint64_t lowest, end;
  const Elf64_Ehdr *header = header_of(file);
  *problem = "it is no program or library for x86-64";
  if (!header)
    return false;
  const Elf64_Shdr *section = find_section(file, header);
  *problem = "it has no lazy functions, or its section headers were stripped";
  if (!section || section->sh_size < sizeof(struct autojit_record))
    return false;
  uint8_t *base = map_segments(file, header, &lowest, &end);
  *problem = "its segments make no sense, or cannot be mapped";
  if (!base || section->sh_addr < lowest || section->sh_addr >= end || section->sh_size > end - section->sh_addr)
    return false;
  object->first = (const struct autojit_record *)(base + (section->sh_addr - lowest));
  object->end = (const struct autojit_record *)((const char *)object->first + section->sh_size);
  *problem = "another version of AutoJIT compiled it";
  for (const struct autojit_record *module = object->first; (uintptr_t)object->end - (uintptr_t)module >= sizeof *module; ++module)
    if (module->magic != AUTOJIT_RECORD_MAGIC || module->version != AUTOJIT_RECORD_VERSION)
      return false;
  return true;
}

bool map_program(const char *path, struct autojit_object *object, const char **problem) {
  struct stat info;
  struct file file = {.number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  *problem = "it cannot be read";
  if (file.number < 0 || fstat(file.number, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0)
    return false;
  file.size = (size_t)info.st_size;
  file.bytes = mmap(NULL, file.size, PROT_READ, MAP_PRIVATE, file.number, 0);
  bool mapped = file.bytes != MAP_FAILED && map_records(&file, object, problem);
  if (file.bytes != MAP_FAILED)
    munmap((void *)(uintptr_t)file.bytes, file.size);
  close(file.number);
  return mapped;
}
