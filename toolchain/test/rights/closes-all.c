// REQUIRES: not-sanitized
// A program that closes all descriptors, as daemons do, changes its folder and forks on, finds its functions, also where AUTOJIT_STORE is relative.
// RUN: rm -rf %t.d && mkdir %t.d && cd %t.d && env AUTOJIT_STORE=%t.d/named %{toolchain}/bin/autojit-clang %s -o exe && mkdir elsewhere && mv named elsewhere
// RUN: cd %t.d/elsewhere && for run in cold warm; do env AUTOJIT_STORE=named ../exe | FileCheck %s || exit 1; done; test -e named/images
// CHECK: 13
#include <stdio.h>
#include <unistd.h>
__attribute__((noinline)) static int late(int x) { return x * 3 + 1; }
int main(void) {
  for (int file = 3; file < 1024; ++file)
    close(file);
  if (chdir("/"))
    return 1;
  return printf("%d\n", late(4)) < 0;
}
