#define _GNU_SOURCE
#include "name.h"
#include "owner.h"
#include "system.h"

#include <limits.h>
#include <sys/auxv.h>

bool is_program_file(const uint8_t *begin) { return begin + ((const Elf64_Ehdr *)begin)->e_phoff == (const uint8_t *)getauxval(AT_PHDR); }

/* The program's own file is known by its link, whatever it is called now and wherever the root is; of a library the kernel says which file is mapped.
 */
bool stat_file_of(const struct autojit_record *module, struct stat *info) {
  char path[PATH_MAX];
  const uint8_t *begin = file_mapped_at((uintptr_t)module, path, path + sizeof path);
  if (!begin)
    return false;
  return system_stat(is_program_file(begin) ? "/proc/self/exe" : path, info) == 0;
}
