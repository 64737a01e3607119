/* primes N: the primes below N, and how many they are. */
#include "sieve.h"

#include <stdio.h>
#include <stdlib.h>

static size_t print_primes(const unsigned char *crossed, size_t limit) {
  size_t count = 0;
  for (size_t n = 0; n < limit; ++n)
    if (!crossed[n]) {
      printf("%s%zu", count ? " " : "", n);
      ++count;
    }
  return count;
}

int main(int argc, char **argv) {
  size_t limit = argc > 1 ? strtoul(argv[1], NULL, 10) : 100;
  unsigned char *crossed = sieve(limit);
  if (!crossed)
    return EXIT_FAILURE;
  size_t count = print_primes(crossed, limit);
  printf("\n%zu primes\n", count);
  free(crossed);
  return EXIT_SUCCESS;
}
