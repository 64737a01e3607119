// A log of images that somebody cuts short while the daemon reads from it costs nobody anything but what it held.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && env AUTOJIT_ENGINE=inprocess %t.exe
// RUN: find %t.store -name '*.body' -delete && %{autojit} -DEDITED %s -o %t.exe
// RUN: %{with-daemon} real -- sh -c 'python3 %{tools}/daemon-peer.py cut-log $(find %t.store -name "*.body") $(find %t.store/images -name "*.log")' | FileCheck %s
// CHECK: 4 images
// CHECK: status:{{.*}}"kept": {{[1-4]}},
static int one(void) { return 1; }
static int two(void) { return 2; }
static int three(void) { return 3; }
int main(void) { return one() + two() + three() - 6; }
#ifdef EDITED
int another(void) { return 4; }
#endif
