// The routine that grows a split stack belongs to the program.
// RUN: %{same} -fsplit-stack && %{manifest} | FileCheck %s
// CHECK: function main external eager split-stack
int main(void) { return 0; }
