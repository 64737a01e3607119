/*
 * The few system calls that the resident part makes, without the C library's wrappers: each wrapper that a program does not use
 * otherwise would add about 80 bytes of dynamic symbol, relocation and PLT to its file. Results are as the kernel gives them: negative is -errno.
 */
#ifndef AUTOJIT_SYSTEM_H
#define AUTOJIT_SYSTEM_H

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static inline long system_call(long number, long a, long b, long c, long d) {
  register long r10 __asm__("r10") = d;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}

static inline long system_mmap_file(size_t size, int protection, int flags, int file) {
  register long r10 __asm__("r10") = flags;
  register long r8 __asm__("r8") = file;
  register long r9 __asm__("r9") = 0;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(SYS_mmap), "D"(0l), "S"(size), "d"((long)protection), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
/* Memory that no file backs. */
static inline long system_mmap(size_t size, int protection, int flags) { return system_mmap_file(size, protection, flags, -1); }

/* Never waits: a FIFO that somebody put there is an empty file. */
static inline int system_open(const char *path) { return (int)system_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0); }
static inline long system_read(int file, void *to, size_t size) { return system_call(SYS_read, file, (long)to, (long)size, 0); }
static inline long system_write(int file, const void *from, size_t size) { return system_call(SYS_write, file, (long)from, (long)size, 0); }
static inline void system_close(int file) { system_call(SYS_close, file, 0, 0, 0); }
static inline long system_readlink(const char *path, char *to, size_t size) { return system_call(SYS_readlink, (long)path, (long)to, (long)size, 0); }
static inline unsigned system_geteuid(void) { return (unsigned)system_call(SYS_geteuid, 0, 0, 0, 0); }
static inline long system_fstat(int file, struct stat *info) { return system_call(SYS_fstat, file, (long)info, 0, 0); }
/* On x86-64 the C library's struct stat is the kernel's. */
static inline long system_stat(const char *path, struct stat *info) { return system_call(SYS_newfstatat, AT_FDCWD, (long)path, (long)info, 0); }

/* For this thread; returns what was blocked before. Not the C library's own signal 33, by which setuid() of another thread waits for all threads. */
static inline unsigned long system_block_signals(void) {
  unsigned long all = ~(1ul << (33 - 1)), before;
  system_call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)&before, sizeof all);
  return before;
}
static inline void system_restore_signals(unsigned long mask) { system_call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0, sizeof mask); }

/* Ends the program as abort does: SIGABRT even where it is blocked; a handler that returns does not save it. */
_Noreturn static inline void system_abort(void) {
  unsigned long mask = 1ul << (SIGABRT - 1);
  system_call(SYS_rt_sigprocmask, SIG_UNBLOCK, (long)&mask, 0, sizeof mask);
  system_call(SYS_tgkill, system_call(SYS_getpid, 0, 0, 0, 0), system_call(SYS_gettid, 0, 0, 0, 0), SIGABRT, 0);
  __builtin_trap();
}

#endif
