// Where no socket can be made there is no daemon, and the program runs all the same.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe
// RUN: rm -f %t.trace && env AUTOJIT_ENGINE=daemon XDG_RUNTIME_DIR=/proc AUTOJIT_IMAGES=off AUTOJIT_TRACE=%t.trace %t.exe
// RUN: FileCheck %s < %t.trace
// CHECK: "event":"engine",{{.*}}"daemon":false,"reason":"the daemon cannot be started"
// RUN: not env XDG_RUNTIME_DIR=/proc %{toolchain}/bin/autojitd 2>&1 | FileCheck %s --check-prefix=MESSAGE
// MESSAGE: autojitd: /proc/autojit cannot be made: No such file or directory
int main(void) { return 0; }
