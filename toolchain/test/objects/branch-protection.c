// With -fcf-protection=full a stub and the code that its slot leads to begin with endbr64, and the object keeps the mark that says so.
// RUN: rm -rf %t.store
// RUN: %{autojit} -fcf-protection=full %s -o %t.exe && %t.exe && %{autojit} -O2 -fcf-protection=full %s -o %t.exe && %t.exe
// RUN: %{autojit} -fcf-protection=full -c %s -o %t.o && llvm-objdump -d %t.o | FileCheck %s && llvm-readelf -n %t.o | FileCheck --check-prefix=NOTE %s
// CHECK-LABEL: <pointed>:
// CHECK-NEXT: endbr64
// CHECK-NEXT: movq {{.*}}(%rip), %r11
// NOTE: IBT
#include <stdint.h>
#include <string.h>
static const unsigned char endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
int pointed(int a) { return a + 1; }
int main(void) {
  const unsigned char *stub = (const unsigned char *)(uintptr_t)pointed;
  int (*volatile pointer)(int) = pointed;
  int32_t distance;
  memcpy(&distance, stub + 7, sizeof distance); /* endbr64, then mov slot(%rip), %r11 */
  void *const *slot = (void *const *)(stub + 11 + distance);
  if (memcmp(stub, endbr64, 4) != 0 || *slot != 0 || pointer(1) != 2)
    return 1;
  return memcmp(*slot, endbr64, 4) == 0 ? 0 : 2;
}
