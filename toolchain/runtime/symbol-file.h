/*
 * An ELF object in memory that tells debuggers of generated code: names, unwind data, and perhaps debug info (debug-info.c). Sections have the
 * addresses at which the code runs, and nothing is left to relocate.
 */
#ifndef AUTOJIT_SYMBOL_FILE_H
#define AUTOJIT_SYMBOL_FILE_H

#include "runtime.h"

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

enum { NO_SECTION, TEXT, SYMBOLS, NAMES, FRAMES, SECTION_NAMES, FIRST_DEBUG, MOST_SECTIONS = FIRST_DEBUG + 24, SECTION_NAMES_ROOM = 1024 };

struct symbol_file {
  Elf64_Ehdr header;
  Elf64_Shdr sections[MOST_SECTIONS];
  char section_names[SECTION_NAMES_ROOM];
  uint8_t content[];
};

/* How many bytes each may get. */
struct symbol_file_room {
  size_t symbols, names, frames, debug;
};

/* An empty one for code that starts at `text`, in memory of the pool, or in memory that stays (pool null); null when there is none. */
struct symbol_file *make_symbol_file(uintptr_t text, const struct symbol_file_room *room, struct pool *pool);
/* A section of debug info behind the others; null when there is no room. Its content starts at sh_offset. */
Elf64_Shdr *add_debug_section(struct symbol_file *file, const char *name, size_t size);

/*
 * Each adds what a debugger may read at any time, the sizes last: false when there is no room. Code is added in the order of its addresses.
 */
bool add_symbol(struct symbol_file *file, const struct symbol_file_room *room, const char *name, uintptr_t code, uint32_t size);
/* frames.c: an image's .eh_frame, whose records hold together; it lies at `run`. */
bool add_frames(struct symbol_file *file, const struct symbol_file_room *room, const uint8_t *eh_frame, uint32_t size, uintptr_t run);

/*
 * The file is whole; returns where it ends. LLDB takes an object's CRC-32 for its identity and asks servers for the debug info of each, except where
 * it is 0: then it has none. Four bytes behind the content make it that.
 */
const void *seal(struct symbol_file *file);

static inline uint8_t *section_end(struct symbol_file *file, unsigned section) {
  return (uint8_t *)file + file->sections[section].sh_offset + file->sections[section].sh_size;
}

#pragma GCC visibility pop

#endif
