// The folders of a build that was moved or removed while its program runs are not made again.
// RUN: for what in "mv %t.d %t.moved" "rm -rf %t.d"; do rm -rf %t.d %t.moved && mkdir -p %t.d/build && cd %t.d/build && env AUTOJIT_STORE=%t.d/build/.autojit %{toolchain}/bin/autojit-clang %s -o exe && cd / && %t.d/build/exe "$what" && test ! -e %t.d || exit 1; done
// Nor is a home that is not there.
// RUN: mkdir -p %t.d/.autojit && rm -rf %t.d/home && env AUTOJIT_STORE=%t.d/.autojit %{toolchain}/bin/autojit-clang %s -o %t.d/exe && rm -rf %t.d/.autojit/images && touch %t.d/.autojit/images
// RUN: env -u XDG_CACHE_HOME HOME=%t.d/home %t.d/exe true && test ! -e %t.d/home
#include <stdio.h>
#include <stdlib.h>
__attribute__((noinline)) static int early(int x) { return x + 1; }
__attribute__((noinline)) static int late(int x) { return 3 * x; }
int main(int count, char **arguments) {
  if (early(1) != 2 || system(arguments[1]) != 0)
    return 1;
  return late(2) != 6;
}
