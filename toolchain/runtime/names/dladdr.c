#include "names.h"

INSTEAD int dladdr(const void *address, Dl_info *info) {
  static void *known;
  int (*next)(const void *, Dl_info *);
  *(void **)&next = __autojit_next(&known, "dladdr");
  ptrdiff_t offset;
  return next ? next(__autojit_stand_in(address, &offset), info) : 0;
}

INSTEAD int dladdr1(const void *address, Dl_info *info, void **extra, int flags) {
  static void *known;
  int (*next)(const void *, Dl_info *, void **, int);
  *(void **)&next = __autojit_next(&known, "dladdr1");
  ptrdiff_t offset;
  return next ? next(__autojit_stand_in(address, &offset), info, extra, flags) : 0;
}
