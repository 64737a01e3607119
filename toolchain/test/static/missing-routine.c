// Mathematics that is named only as a built-in function and is not linked in: the message says how to link it.
// RUN: rm -rf %t.store && %{autojit} -O2 -fno-math-errno -static %s -o %t.exe
// RUN: not --crash env AUTOJIT_ENGINE=auto %t.exe 2>&1 | FileCheck %s
// CHECK: its code needs the library routine 'sin', which the program does not have; link the library that has it (into a static program: with -Wl,-u,sin)
// RUN: %{autojit} -O2 -fno-math-errno -static -Wl,-u,sin %s -o %t.exe && env AUTOJIT_ENGINE=auto %t.exe
int main(int count, char **values) { return __builtin_sin(count) < 0.5; }
