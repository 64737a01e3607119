/*
 * Functions of the C library by which a program gives up rights that AutoJIT needs for the next function (to open files, to get memory). Images name
 * them by a kind of symbol of their own (image.h), so that the runtime can do before such a call what could not be done after it.
 */
#ifndef AUTOJIT_RIGHTS_H
#define AUTOJIT_RIGHTS_H

#include <stdbool.h>
#include <string.h>

/* X(name, what the runtime asks the call's arguments): ANY: nothing. */
#define AUTOJIT_RIGHTS(X)                                                                                                                            \
  X(setuid, ANY)                                                                                                                                     \
  X(setgid, ANY)                                                                                                                                     \
  X(seteuid, ANY)                                                                                                                                    \
  X(setegid, ANY)                                                                                                                                    \
  X(setreuid, ANY)                                                                                                                                   \
  X(setregid, ANY)                                                                                                                                   \
  X(setresuid, ANY)                                                                                                                                  \
  X(setresgid, ANY)                                                                                                                                  \
  X(setfsuid, ANY)                                                                                                                                   \
  X(setgroups, ANY)                                                                                                                                  \
  X(initgroups, ANY)                                                                                                                                 \
  X(capset, ANY)                                                                                                                                     \
  X(cap_set_proc, ANY)                                                                                                                               \
  X(capng_apply, ANY)                                                                                                                                \
  X(chroot, ROOT)                                                                                                                                    \
  X(pivot_root, ROOT)                                                                                                                                \
  X(mount, ROOT)                                                                                                                                     \
  X(umount, ROOT)                                                                                                                                    \
  X(umount2, ROOT)                                                                                                                                   \
  X(unshare, ROOT)                                                                                                                                   \
  X(setns, ROOT)                                                                                                                                     \
  X(setrlimit, LIMIT)                                                                                                                                \
  X(setrlimit64, LIMIT)                                                                                                                              \
  X(prlimit, LIMIT_OF)                                                                                                                               \
  X(prlimit64, LIMIT_OF)                                                                                                                             \
  X(prctl, PRCTL)                                                                                                                                    \
  X(seccomp_load, FILTER)                                                                                                                            \
  X(syscall, SYSCALL)

static inline bool autojit_gives_up_rights(const char *name) {
#define AUTOJIT_IS_RIGHT(right, question)                                                                                                            \
  if (strcmp(name, #right) == 0)                                                                                                                     \
    return true;
  AUTOJIT_RIGHTS(AUTOJIT_IS_RIGHT)
#undef AUTOJIT_IS_RIGHT
  return false;
}

#endif
