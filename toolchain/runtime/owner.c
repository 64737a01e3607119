#include "owner.h"
#include "system.h"

#include <sys/auxv.h>

/* Every user whom a user namespace does not know is shown as this one (/proc/sys/kernel/overflowuid is never another in practice). */
enum { UNKNOWN_USER = 65534 };

/* A namespace that knows all of them has one line, which ends in their number. */
static bool all_users_are_known(void) {
  char map[64];
  int file = system_open("/proc/self/uid_map");
  long size = file < 0 ? 0 : system_read(file, map, sizeof map);
  if (file >= 0)
    system_close(file);
  static const char all[] = "4294967295\n";
  for (unsigned i = 1; i < sizeof all; ++i)
    if (size < (long)sizeof all || map[size - i] != all[sizeof all - 1 - i])
      return false;
  return true;
}

bool is_same_user(unsigned a, unsigned b) { return a == b && (a != UNKNOWN_USER || all_users_are_known()); }

bool is_trusted(const struct stat *info, const struct autojit_record *module) {
  struct stat file;
  if (info->st_mode & (S_IWGRP | S_IWOTH))
    return false;
  return info->st_uid == 0 || (info->st_uid == system_geteuid() && !getauxval(AT_SECURE)) ||
         (stat_file_of(module, &file) && is_same_user(file.st_uid, info->st_uid));
}
