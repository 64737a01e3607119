// A trace harms nobody: a reader that goes away raises no signal, and a descriptor that the program closed and got again is the program's.
// RUN: rm -rf %t.store %t.fifo %t.data && %{autojit} %s -o %t.exe
// RUN: mkfifo %t.fifo && (head -c 10 %t.fifo > %t.head & env AUTOJIT_TRACE=%t.fifo %t.exe %t.data > %t.out; wait) && FileCheck %s < %t.out
// RUN: env AUTOJIT_TRACE=%t.trace %t.exe %t.data > %t.out && FileCheck %s < %t.out && grep -q materialized %t.trace
// CHECK: 6 bytes, 6
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
__attribute__((noinline)) int first(int a) { return a + 1; }
__attribute__((noinline)) int second(int a) { return a * 2; }
int main(int argc, char **argv) {
  struct stat info;
  usleep(100000);
  int a = first(2);
  for (int i = 3; i < 100; ++i)
    close(i);
  int fd = open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0600);
  int b = second(a);
  if (write(fd, "mydata", 6) != 6 || fstat(fd, &info) != 0)
    return 1;
  printf("%d bytes, %d\n", (int)info.st_size, b);
}
