// A body can be looked at: as IR before optimization, and as the assembly that the engine makes at the module's level.
// RUN: rm -rf %t.store && %{autojit} -O2 -c %s -o %t.o
// RUN: %{toolchain}/bin/autojit-body ir $(ls %t.store/modules/*/*.body) 0 | FileCheck --check-prefix=IR %s
// RUN: %{toolchain}/bin/autojit-body assembly $(ls %t.store/modules/*/*.body) 0 | FileCheck --check-prefix=ASM %s
int scale(int n) {
  int sum = 0;
  for (int i = 0; i < 8; i++)
    sum += n;
  return sum;
}
// IR: ; scale of {{.*}}show.c
// IR-NEXT: at -O2.
// IR: define {{.*}}scale"(
// IR: alloca i32
// ASM: # scale of {{.*}}show.c
// ASM-NEXT: at -O2.
// ASM: {{^"?}}scale{{"?}}:
// ASM-NEXT: .cfi_startproc
// ASM-NEXT: leal (,%rdi,8), %eax
// ASM-NEXT: retq
