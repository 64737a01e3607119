// A function stays eager when its source says so; other annotations mean nothing to us.
// RUN: %{same} -O1 && %{manifest} | FileCheck %s
// CHECK-DAG: function asked external eager annotated
// CHECK-DAG: function other external lazy
__attribute__((annotate("autojit:eager"), noinline)) int asked(int a) { return a + 1; }
__attribute__((annotate("something"), noinline)) int other(int a) { return a + 2; }
int main(void) { return asked(1) + other(2); }
