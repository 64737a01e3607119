"""A program of many functions of many scopes, each with a variable. It fails when, beyond the first ten functions, all of
them take more memory than its argument says, in MB."""
import sys

functions, scopes = map(int, sys.argv[1:])
print("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>")
for f in range(functions):
    print(f"__attribute__((noinline)) static unsigned f{f}(unsigned a, unsigned b) {{")
    for s in range(scopes):
        print(f"  {{\n    unsigned t = a * 3 + b;\n    if (t & {s})\n      b ^= t >> 2;\n    a = t;\n  }}")
    print("  return a + b;\n}")
print(f"static unsigned (*const all[])(unsigned, unsigned) = {{{', '.join(f'f{f}' for f in range(functions))}}};")
print("""__attribute__((noinline)) static long most_memory(void) {
  char line[128] = "";
  FILE *status = fopen("/proc/self/status", "r");
  while (strncmp(line, "VmHWM:", 6) != 0 && fgets(line, sizeof line, status))
    ;
  fclose(status);
  return atol(line + 6) / 1024;
}
int main(int count, char **arguments) {
  unsigned sum = 0;
  long before = 0;
  for (unsigned f = 0; f < sizeof all / sizeof *all; ++f) {
    sum += all[f](f, sum);
    if (f == 9)
      before = most_memory();
  }
  const long more = most_memory() - before;
  printf("%u: %ld MB more\\n", sum, more);
  return more > atol(arguments[1]);
}""")
