/*
 * How a function is called when only the program is left to ask: its store may be gone, and with it the manifest. Its stub has the function's own
 * symbol, which the file that it was loaded from names unless that is stripped.
 */
#ifndef AUTOJIT_NAME_H
#define AUTOJIT_NAME_H

#include "modules.h"

#include <elf.h>
#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* --- resident/own-name.c, mapped-name.c: both know where to look, each in its own way --- */

/*
 * The linker's symbol of the function of this slot, of printable characters; null when it cannot be known. What was opened for it stays so: the
 * program ends. A path may be written to `room` meanwhile.
 */
const char *symbol_of(const struct autojit_record *module, uint32_t slot, char *room, const char *end);

/*
 * mapped-name.c: where the ELF file begins that is mapped at this address, its path in `room`; null: not known.
 */
const uint8_t *file_mapped_at(uintptr_t address, char *room, const char *end);
/* mapped-file.c: whether the file that begins there is the program's own, not a library's. */
bool is_program_file(const uint8_t *begin);

/* --- name.c --- */

/* The symbol of the stub of this slot in the file at `path`, from which `loaded` was; null also when it was not. */
const char *symbol_in_file(const char *path, const Elf64_Ehdr *loaded, void *const *slot);

/* The address of the stub of this slot, as the file that `loaded` was loaded from has it; 0: there is none. */
uint64_t find_stub(const Elf64_Ehdr *loaded, void *const *slot);

/* The symbol of the function at this address, as the file's bytes have it. */
const char *symbol_at(const uint8_t *file, size_t size, uint64_t address);

#pragma GCC visibility pop

#endif
