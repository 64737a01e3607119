// Only the optimizer, looking at a whole file, can show that a function with attribute `error` is not called; it exists nowhere.
// RUN: %{same} -O2 && %{manifest} | FileCheck %s
// RUN: not %{autojit} -O2 -DWRONG -c %s -o %t.o 2>&1 | FileCheck --check-prefix=ERROR %s
// CHECK: function main external eager diagnosed
// ERROR: error: call to 'too_large' declared with 'error' attribute: out of range
void too_large(void) __attribute__((error("out of range")));
static int checked(int a) {
  if (a > 4)
    too_large();
  return a;
}
#ifdef WRONG
int main(void) { return checked(5); }
#else
int main(void) { return checked(3); }
#endif
