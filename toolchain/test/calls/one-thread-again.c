// A process with one thread has one whenever its own code runs: unshare() and setns() of user namespaces want that.
// RUN: rm -rf %t.store && %{autojit} -O2 %s -o %t.exe && env AUTOJIT_IMAGES=off %t.exe
// REQUIRES: not-sanitized
#include <dirent.h>
#define F(n) __attribute__((noinline)) static int f##n(int a) { return a + n; }
F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9)
static int (*const functions[])(int) = {f1, f2, f3, f4, f5, f6, f7, f8, f9};
static int threads(void) {
  int count = -2; /* . and .. */
  DIR *tasks = opendir("/proc/self/task");
  while (readdir(tasks))
    ++count;
  closedir(tasks);
  return count;
}
int main(void) {
  int more = threads() != 1;
  for (int i = 0; i < 9; ++i)
    if (functions[i](1) != i + 2 || threads() != 1)
      ++more;
  return more;
}
