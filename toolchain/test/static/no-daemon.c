// A static program that gets no code says why, in one line.
// RUN: rm -rf %t.store && %{autojit} -static %s -o %t.exe
// RUN: not --crash env AUTOJIT_ENGINE=inprocess %t.exe 2>&1 | FileCheck %s --check-prefix=CHOSEN
// CHOSEN: function main cannot be materialized: only autojitd can make functions of a static program, and it may not be asked; set AUTOJIT_ENGINE to auto or daemon
// RUN: not --crash env AUTOJIT_ENGINE=auto XDG_RUNTIME_DIR=/proc %t.exe 2>&1 | FileCheck %s --check-prefix=NO-SOCKET
// NO-SOCKET: function main cannot be materialized: only autojitd can make functions of a static program, and the daemon cannot be started
// RUN: find %t.store -name '*.body' -exec sh -c 'echo broken >> {}' \;
// RUN: not --crash env AUTOJIT_ENGINE=auto %t.exe 2>&1 | FileCheck %s --check-prefix=BROKEN
// BROKEN: function main cannot be materialized: only autojitd can make functions of a static program, and its body file in the store is damaged
// RUN: rm -rf %t.store && not --crash env AUTOJIT_ENGINE=auto %t.exe 2>&1 | FileCheck %s --check-prefix=STORE
// STORE: function main cannot be materialized: its store is gone or does not have this build; rebuild
int main(void) { return 0; }
