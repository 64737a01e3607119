// After an edit, what earlier runs called is made ahead in C++ too, where a function's name for people is not its symbol. Nothing but the order of the log
// leads to these: they are called through pointers.
// RUN: rm -rf %t.store && %{autojit++} %s -o %t.exe && env AUTOJIT_ENGINE=inprocess %t.exe
// RUN: %{autojit++} -DEDITED=100 %s -o %t.exe
// RUN: env AUTOJIT_ENGINE=auto %{with-daemon} real -- %t.exe %{tools}/daemon-peer.py | FileCheck %s
// CHECK: 6
// CHECK: status: {"ahead": 3, "aheadUsed": 3,
#include <cstdio>
#include <cstdlib>
#ifndef EDITED
#define EDITED 0
#endif
namespace shapes {
static int one(int a) { return a + 1; }
static int two(int a) { return a + 2; }
static int three(int a) { return a + 3; }
} // namespace shapes
int (*volatile const table[])(int) = {shapes::one, shapes::two, shapes::three};
int main(int count, char **arguments) {
  char wait[1024];
  std::snprintf(wait, sizeof wait, "python3 %s ahead 3", arguments[1]);
  if (count > 1 && std::system(wait) != 0)
    return 1;
  int sum = EDITED;
  for (auto function : table)
    sum += function(0);
  std::printf("%d\n", sum - EDITED);
  return 0;
}
