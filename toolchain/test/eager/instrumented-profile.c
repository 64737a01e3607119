// Counters of a profile stay in the object.
// RUN: %{same} -fprofile-instr-generate=%t.profraw -fcoverage-mapping && %{manifest} | FileCheck %s
// CHECK: function main external eager instrumented
int main(void) { return 0; }
