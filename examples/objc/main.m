#include "Account.h"

#include <objc/runtime.h>
#include <stdio.h>
#include <stdlib.h>

static void usage(void) {
  fputs("usage: bank Account|Savings AMOUNT...\n", stderr);
  exit(2);
}

int main(int argc, char **argv) {
  Class kind = argc > 1 ? objc_lookUpClass(argv[1]) : Nil;
  if (kind == Nil)
    usage();
  Account *account = [(id)kind open];
  for (int i = 2; i < argc; ++i)
    [account pay:atol(argv[i])];
  printf("%s: %ld.%02ld\n", [account kind], [account balance] / 100, [account balance] % 100);
  [account close];
  return 0;
}
