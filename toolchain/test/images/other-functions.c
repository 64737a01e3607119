// A run that needs functions which no earlier one called has them made, and the next has them all.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe a && %t.exe b
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe a b && FileCheck %s < %t.trace
// CHECK-COUNT-3: "kept":true
// CHECK: "event":"exited","{{.*}}"materialized":3
int a(void) { return 'a'; }
int b(void) { return 'b'; }
int main(int count, char **arguments) {
  for (int i = 1; i < count; ++i)
    if ((*arguments[i] == 'a' ? a() : b()) != *arguments[i])
      return 1;
  return 0;
}
