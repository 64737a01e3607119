#include "five.h"
extern "C" int printf(const char *, ...);
static const char *const words[] = {"zero", "one", "two"};
int main() {
  int sum = 0;
  for (int i = 0; i < 6; ++i)
    sum = sum * 3 + one(i) + once(i);
  int (*pointer)(int) = once<int>;
  printf("%d %d %d %s %d %d\n", sum, written, shared, words[sum % 3 < 0 ? 0 : sum % 3], fallback().value(4), pointer(1));
  return dynamic_cast<Node *>(four())->value(3);
}
