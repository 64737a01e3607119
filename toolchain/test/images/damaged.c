// Whatever became of the images that were kept, the program does what it should: any bit may have flipped, any part be missing, or be somebody else's.
// RUN: rm -rf %t.store && %{autojit} -O1 %s -o %t.exe && %t.exe > %t.expected && %t.exe | diff %t.expected -
// RUN: python3 %{tools}/damage-images.py %t.store %t.expected %t.exe
#include <math.h>
#include <stdio.h>
#include <string.h>
double half(double x) { return x / 2; }
int length(const char *text) { return (int)strlen(text); }
__attribute__((noinline)) const char *greeting(int n) { return n ? "good morning" : "good night"; }
int main(int count, char **arguments) { printf("%g %d %s\n", half(5), length(greeting(count)), greeting(count - 1)); }
