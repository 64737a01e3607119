// clang 19 with its config file, and no other help: it compiles, links, links with -r, precompiles nothing that it should not, and says nothing.
// REQUIRES: clang-19
// RUN: rm -rf %t.store && export AUTOJIT_STORE=%t.store && clang-19 --config=%{toolchain}/autojit-19.cfg -Werror %s -o %t.exe && %t.exe | FileCheck %s
// RUN: clang-19 --config=%{toolchain}/autojit-19.cfg -Werror -c %s -o %t.o && clang-19 --config=%{toolchain}/autojit-19.cfg -Werror -r %t.o -o %t.r.o
// RUN: clang-19 --config=%{toolchain}/autojit-19.cfg -Werror %t.r.o -o %t.exe && %t.exe | FileCheck %s
// RUN: clang-19 --config=%{toolchain}/autojit-19.cfg -Werror -E %s -o /dev/null && clang-19 --config=%{toolchain}/autojit-19.cfg -Werror -fsyntax-only %s
// CHECK: twelve
#include <stdio.h>
int main(void) { puts("twelve"); }
