// backtrace_symbols, backtrace_symbols_fd and dladdr name materialized functions as they name a regular build's: those that the program exports.
// RUN: %{same} -rdynamic && FileCheck %s < %t.cold && %{same} -rdynamic -no-pie -O2 && FileCheck %s < %t.cold && %{same} && %{same} -no-pie -O1
// RUN: %{same} -rdynamic -fuse-ld=lld -Wl,--icf=all -ffunction-sections && FileCheck %s < %t.cold
// CHECK: show
// CHECK-NEXT: outer
// CHECK-NEXT: main
// REQUIRES: llvm-22
// UNSUPPORTED: link-static, link-static-pie
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
// The symbol of `path(symbol+0xoffset) [0xaddress]`, whose other parts are checked.
static void print_symbol(const char *line, void *address) {
  const char *open = strrchr(line, '('), *plus = open ? strchr(open, '+') : NULL, *bracket = strrchr(line, '[');
  if (!bracket || strtoul(bracket + 1, NULL, 16) != (uintptr_t)address)
    puts("wrong address");
  if (!open)
    puts("no file");
  else if (!plus || plus == open + 1)
    puts("no symbol");
  else
    printf("%.*s%s\n", (int)(plus - open - 1), open + 1, strtoul(plus + 1, NULL, 16) < 4096 ? "" : " from afar");
}
__attribute__((noinline)) void show(void) {
  void *addresses[20];
  int count = backtrace(addresses, 20);
  char **lines = backtrace_symbols(addresses, count), text[4096];
  for (int i = 0; i < count - 2; ++i) // not the C library's
    print_symbol(lines[i], addresses[i]);
  free(lines);
  int ends[2];
  if (pipe(ends) != 0)
    return;
  backtrace_symbols_fd(addresses, 3, ends[1]);
  close(ends[1]);
  ssize_t size = read(ends[0], text, sizeof text - 1);
  text[size > 0 ? size : 0] = 0;
  int line = 0;
  for (char *at = strtok(text, "\n"); at && line < 3; at = strtok(NULL, "\n"))
    print_symbol(at, addresses[line++]);
  Dl_info info = {0};
  struct link_map *map = NULL;
  const ElfW(Sym) *symbol = NULL;
  void *caller = __builtin_return_address(0);
  int found = dladdr(caller, &info);
  const char *name = found ? strrchr(info.dli_fname, '/') : NULL;
  printf("%s %d %d\n", info.dli_sname ? info.dli_sname : "none", name && !strcmp(name + 1, program_invocation_short_name), info.dli_fbase != NULL);
  found = dladdr1(caller, &info, (void **)&map, RTLD_DL_LINKMAP) && dladdr1(caller, &info, (void **)&symbol, RTLD_DL_SYMENT);
  printf("%d %d %d\n", found, map && map->l_ld != NULL, symbol && symbol->st_size > 0);
}
__attribute__((noinline)) static void hidden(int depth) {
  if (depth)
    hidden(depth - 1);
  else
    show();
  puts("hidden");
}
__attribute__((noinline)) void middle(int depth) {
  show();
  hidden(depth);
  puts("middle");
}
__attribute__((noinline)) void outer(void) {
  show();
  middle(1);
  puts("outer");
}
int main(void) {
  outer();
  Dl_info info;
  void *nowhere[] = {NULL, (void *)1, stdout};
  char **lines = backtrace_symbols(nowhere, 2);
  printf("%s %s\n", lines[0], lines[1]);
  free(lines);
  free(backtrace_symbols(nowhere, 0));
  printf("%d %d\n", dladdr(nowhere[0], &info), dladdr(nowhere[1], &info));
  printf("%d %d\n", dladdr((void *)outer, &info), info.dli_saddr == (void *)outer);
  printf("%d %s\n", dladdr((void *)strtoul, &info), info.dli_sname);
  return 0;
}
