/*
 * Names and lines for valgrind. It reads them from the ELF files that a process maps, and has no interface for generated code; so under valgrind code
 * runs from a file of its own, an ELF file with symbols, unwind data and line table that is deleted once it is mapped.
 */
#define _GNU_SOURCE
#include "valgrind.h"
#include "limited-write.h"
#include "object-lines.h"
#include "runtime.h"
#include "text.h"
#include "view.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };
enum { NO_SECTION, TEXT, EH_FRAME, SYMBOLS, STRINGS, SECTION_NAMES, ABBREVIATIONS, UNITS, LINES, LINE_STRINGS, SECTIONS };

static const char section_names[] = "\0.text\0.eh_frame\0.symtab\0.strtab\0.shstrtab\0.debug_abbrev\0.debug_info\0.debug_line\0.debug_line_str";

/* One unit for each line table, with nothing but where that is: DW_TAG_compile_unit, no children, DW_AT_stmt_list as DW_FORM_data4. */
static const uint8_t abbreviations[] = {1, 0x11, 0, 0x10, 0x06, 0, 0, 0};
struct __attribute__((packed)) unit {
  uint32_t length; /* of what follows */
  uint16_t version;
  uint32_t abbreviations;
  uint8_t address_size;
  uint8_t code;
  uint32_t lines;
};

/* The file, on its way. valgrind wants a page that is written beside the code's. */
struct output {
  uint8_t *bytes;
  size_t size, room;
  Elf64_Shdr *sections;
};

static size_t whole_pages(size_t size) { return (size + PAGE - 1) & ~(size_t)(PAGE - 1); }

static uint32_t name_of_section(int section) {
  const char *name = section_names;
  for (int i = 0; i < section; ++i)
    name += strlen(name) + 1;
  return (uint32_t)(name - section_names);
}

static void *add_section(struct output *out, int section, uint32_t type, const void *bytes, size_t size) {
  out->size = (out->size + 7) & ~(size_t)7;
  out->sections[section] =
      (Elf64_Shdr){.sh_name = name_of_section(section), .sh_type = type, .sh_offset = out->size, .sh_size = size, .sh_addralign = 1};
  void *place = out->bytes + out->size;
  if (bytes)
    memcpy(place, bytes, size);
  out->size += size;
  return place;
}

static void add_symbols(struct output *out, struct view view, uintptr_t run) {
  const struct autojit_image_header *h = view.header;
  const struct autojit_image_function *functions = (const struct autojit_image_function *)(view.bytes + h->functions.offset);
  Elf64_Sym *symbols = add_section(out, SYMBOLS, SHT_SYMTAB, NULL, (h->functions.count + 1) * sizeof *symbols);
  out->sections[SYMBOLS].sh_entsize = sizeof *symbols;
  out->sections[SYMBOLS].sh_link = STRINGS;
  out->sections[SYMBOLS].sh_info = 1;
  for (uint32_t i = 0; i < h->functions.count; ++i)
    symbols[i + 1] = (Elf64_Sym){.st_name = functions[i].name < h->strings.count ? functions[i].name : 0,
                                 .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                                 .st_shndx = TEXT,
                                 .st_value = run + functions[i].offset,
                                 .st_size = functions[i].size};
  add_section(out, STRINGS, SHT_STRTAB, view.bytes + h->strings.offset, h->strings.count);
}

static void add_lines(struct output *out, const struct object_lines *lines) {
  uint8_t *table = add_section(out, LINES, SHT_PROGBITS, lines->lines, lines->lines_size);
  place_lines(lines, table);
  add_section(out, LINE_STRINGS, SHT_PROGBITS, lines->strings, lines->strings_size);
  add_section(out, ABBREVIATIONS, SHT_PROGBITS, abbreviations, sizeof abbreviations);
  uint32_t count = 0;
  for (size_t at = 0; next_line_table(lines, at) != at; at = next_line_table(lines, at))
    ++count;
  struct unit *units = add_section(out, UNITS, SHT_PROGBITS, NULL, count * sizeof *units);
  size_t at = 0;
  for (uint32_t i = 0; i < count; ++i, at = next_line_table(lines, at))
    units[i] = (struct unit){.length = sizeof *units - sizeof units->length, .version = 2, .address_size = 8, .code = 1, .lines = (uint32_t)at};
}

/* Code runs where the file says, so what it says of addresses holds as it is. */
static void fill(struct output *out, struct view view, const uint8_t *run, const struct object_lines *lines) {
  const struct autojit_image_header *h = view.header;
  size_t code = whole_pages(h->code.count);
  Elf64_Ehdr *header = (Elf64_Ehdr *)out->bytes;
  *header = (Elf64_Ehdr){.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                         .e_type = ET_DYN,
                         .e_machine = EM_X86_64,
                         .e_version = EV_CURRENT,
                         .e_phoff = sizeof *header,
                         .e_shoff = sizeof *header + 2 * sizeof(Elf64_Phdr),
                         .e_ehsize = sizeof *header,
                         .e_phentsize = sizeof(Elf64_Phdr),
                         .e_phnum = 2,
                         .e_shentsize = sizeof(Elf64_Shdr),
                         .e_shnum = SECTIONS,
                         .e_shstrndx = SECTION_NAMES};
  Elf64_Phdr *segments = (Elf64_Phdr *)(header + 1);
  segments[0] =
      (Elf64_Phdr){.p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_offset = PAGE, .p_vaddr = (uintptr_t)run, .p_filesz = code, .p_memsz = code};
  segments[1] = (Elf64_Phdr){
      .p_type = PT_LOAD, .p_flags = PF_R | PF_W, .p_offset = PAGE + code, .p_vaddr = (uintptr_t)run + code, .p_filesz = PAGE, .p_memsz = PAGE};
  out->sections = (Elf64_Shdr *)(segments + 2);
  out->size = PAGE;
  add_section(out, TEXT, SHT_PROGBITS, run, h->code.count);
  out->sections[TEXT].sh_addr = (uintptr_t)run;
  out->sections[TEXT].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
  if (h->eh_frame.count) {
    out->sections[EH_FRAME] = out->sections[TEXT];
    out->sections[EH_FRAME].sh_name = name_of_section(EH_FRAME);
    out->sections[EH_FRAME].sh_flags = SHF_ALLOC;
    out->sections[EH_FRAME].sh_offset += h->eh_frame.offset;
    out->sections[EH_FRAME].sh_addr += h->eh_frame.offset;
    out->sections[EH_FRAME].sh_size = h->eh_frame.count;
  }
  out->size = PAGE + code + PAGE;
  add_symbols(out, view, (uintptr_t)run);
  if (lines->lines_size)
    add_lines(out, lines);
  add_section(out, SECTION_NAMES, SHT_STRTAB, section_names, sizeof section_names);
}

static int create(char *path, size_t room) {
  static unsigned count;
  const char *folder = secure_getenv("TMPDIR");
  char *end = path + room, number[NUMBER_ROOM];
  char *at = append(append(path, end, folder && *folder == '/' ? folder : "/tmp"), end, "/autojit-code-");
  at = append(append(at, end, write_number(number, (unsigned)getpid())), end, "-");
  if (append(at, end, write_number(number, count++)) == end)
    return -1;
  return open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* The second mapping is what makes valgrind read the file. */
static bool map_over(const uint8_t *run, size_t code, int file) {
  if (mmap((void *)(uintptr_t)run, code, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, file, PAGE) == MAP_FAILED)
    return false;
  void *data = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, (off_t)(PAGE + code));
  return data != MAP_FAILED;
}

void tell_valgrind(const void *image, const uint8_t *run, const void *object, size_t size) {
  static bool hopeless;
  if (hopeless || !on_valgrind())
    return;
  struct view view = {image, image};
  const struct autojit_image_header *h = view.header;
  struct object_lines lines = find_lines(object, size);
  size_t code = whole_pages(h->code.count);
  struct output out = {.room = 3 * PAGE + code + (h->functions.count + 1) * sizeof(Elf64_Sym) + h->strings.count + sizeof section_names +
                               3 * lines.lines_size + lines.strings_size};
  out.bytes = mmap(NULL, out.room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (out.bytes == MAP_FAILED)
    return; /* it runs, without a name */
  fill(&out, view, run, &lines);
  char path[PATH_MAX];
  int file = create(path, sizeof path);
  hopeless = file < 0 || write_at_end(file, out.bytes, out.size) != (long)out.size || !map_over(run, code, file);
  if (hopeless)
    dprintf(STDERR_FILENO, "autojit: cannot map code from %s (%m); valgrind will not know the names of materialized functions\n", path);
  if (file >= 0) {
    unlink(path);
    close(file);
  }
  munmap(out.bytes, out.room);
}
