// Who places a function in a section wants it there.
// RUN: %{same} && %{manifest} | FileCheck %s
// CHECK: function placed external eager section
extern const char __start_special[], __stop_special[];
__attribute__((section("special"))) int placed(void) { return 3; }
int main(void) { return placed() + (__stop_special - __start_special > 5); }
