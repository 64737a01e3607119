// A library's new code calls another library's function, which was called before, but not from there; then that is exchanged.
// REQUIRES: reload-command
// RUN: rm -rf %t.store %t.d && mkdir -p %t.d && for i in 1 2; do for l in A B; do %{autojit} -O2 -g -fPIC -shared -D$l -DBUILD=$i %s -o %t.d/$l.$i || exit 1; done; done
// RUN: cp %t.d/A.1 %t.d/A.so && cp %t.d/B.1 %t.d/B.so && %{autojit} -O2 -g %s %t.d/A.so %t.d/B.so -o %t.exe
// RUN: env AUTOJIT_RELOAD=1 %t.exe "cp %t.d/%%s.2 %t.new && mv %t.new %t.d/%%s.so && %{reload} %t.exe" | FileCheck %s
// CHECK: 7 1
// CHECK: reloaded 1 function in {{.*}}: from_a
// CHECK: 1001 1
// CHECK: reloaded 1 function in {{.*}}: from_b
// CHECK: 1002 2
#include <stdio.h>
#include <stdlib.h>
int from_a(void), from_b(void);
#if defined(A) && BUILD == 1
int from_a(void) { return 7; }
#elif defined(A)
int from_a(void) { return from_b() + 1000; }
#elif defined(B)
int from_b(void) { return BUILD; }
#else
static int say_and_exchange(const char *command, const char *library) {
  char line[8192];
  printf("%d %d\n", from_a(), from_b());
  fflush(stdout);
  if (!library)
    return 0;
  snprintf(line, sizeof line, command, library, library);
  return system(line);
}
int main(int count, char **words) {
  if (count < 2)
    return 1;
  return say_and_exchange(words[1], "A") || say_and_exchange(words[1], "B") || say_and_exchange(words[1], NULL);
}
#endif
