// Images that are deleted, or replaced, while the program runs are not missed.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe %t.store && %t.exe %t.store
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int later(int a) { return 3 * a; }
int latest(int a) { return later(a) + 1; }
int main(int count, char **arguments) {
  char command[4096];
  strcpy(command, "rm -rf ");
  strcat(strcat(command, arguments[1]), "/images");
  return system(command) || latest(5) != 16;
}
