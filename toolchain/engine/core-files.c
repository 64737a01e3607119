/*
 * A core file is about the program. gdb puts much of each library into its own, and the kernel what was written of it; blocks are left out where they
 * are taken (pieces.c).
 */
#include <elf.h>
#include <stdint.h>
#include <sys/mman.h>

/* Where this library is in memory; provided by the linker. */
extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));

enum { PAGE = 4096 };

__attribute__((visibility("hidden"))) void keep_out_of_core_files(void);

void keep_out_of_core_files(void) {
  const uintptr_t base = (uintptr_t)&__ehdr_start;
  const Elf64_Phdr *headers = (const Elf64_Phdr *)(base + __ehdr_start.e_phoff);
  for (int i = 0; i < __ehdr_start.e_phnum; ++i)
    if (headers[i].p_type == PT_LOAD) {
      uintptr_t start = (base + headers[i].p_vaddr) & ~(uintptr_t)(PAGE - 1), end = base + headers[i].p_vaddr + headers[i].p_memsz;
      madvise((void *)start, end - start, MADV_DONTDUMP);
    }
}
