// Warnings that the code generator gives were the compiler's to print: the program's output stays its own.
// RUN: %{same} -Wno-attribute-warning -Wno-frame-larger-than -O2 && %{same} -w -Wframe-larger-than=100
__attribute__((warning("careful"))) void careful(void);
void careful(void) {}
int large(int n) {
  volatile char buffer[9000];
  buffer[n] = 1;
  careful();
  return buffer[n];
}
int main(void) { return large(3); }
