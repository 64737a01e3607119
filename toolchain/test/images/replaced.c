// A log whose end cannot be read (the disk was full) is replaced by one that can, and what was readable of it is in there.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe a && echo torn >> %t.store/images/*.log && %t.exe && %t.exe b && not grep -q torn %t.store/images/*.log
// RUN: rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe a b && FileCheck %s < %t.trace && ls %t.store/images | count 1
// CHECK-COUNT-3: "kept":true
int a(void) { return 'a'; }
int b(void) { return 'b'; }
int main(int count, char **arguments) {
  for (int i = 1; i < count; ++i)
    if ((*arguments[i] == 'a' ? a() : b()) != *arguments[i])
      return 1;
  return 0;
}
