// mlockall, by a program that may lock little: it succeeds where what the program uses is little, and functions that come later fit too.
// REQUIRES: not-sanitized
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe first
// RUN: %t.exe && %t.exe later
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
int g(int x) { return x * 3 + 1; }
int h(int x) { return x * 5 + 1; }
/* In kB. */
static long resident(void) {
  char line[256];
  long size = -1;
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status))
    sscanf(line, "VmRSS: %ld", &size);
  if (status)
    fclose(status);
  return size;
}
int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "first") == 0) /* what the other runs find kept */
    return g(1) + h(1) == 10 && resident() ? 0 : 1;
  struct rlimit little = {8 << 20, 8 << 20};
  if (setrlimit(RLIMIT_MEMLOCK, &little) != 0 || (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)))
    return 2;
  if (count > 1 && g(20) != 61) /* before */
    return 3;
  if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
    return 4;
  long before = resident();
  if (g(20) != 61 || h(20) != 101)
    return 5;
  long grown = resident() - before;
  return grown < 1000 && resident() < 8000 ? 0 : 6;
}
