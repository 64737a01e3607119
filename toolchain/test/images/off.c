// AUTOJIT_IMAGES=off neither keeps images nor uses them.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && env AUTOJIT_IMAGES=off %t.exe && test ! -e %t.store/images
// RUN: %t.exe && test -e %t.store/images && rm -f %t.trace && env AUTOJIT_IMAGES=off AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// CHECK: "event":"engine"
// CHECK-NOT: "kept"
// No other test has this function: a daemon knows what it made for others by its content.
int main(void) {
  volatile int images_off = 19050;
  return images_off != 19050;
}
