#include "sieve.h"

#include <stdlib.h>

static void cross_out(unsigned char *crossed, size_t limit, size_t prime) {
  for (size_t n = prime * prime; n < limit; n += prime)
    crossed[n] = 1;
}

unsigned char *sieve(size_t limit) {
  unsigned char *crossed = calloc(limit + 2, 1);
  if (!crossed)
    return NULL;
  crossed[0] = crossed[1] = 1;
  for (size_t n = 2; n * n < limit; ++n)
    if (!crossed[n])
      cross_out(crossed, limit, n);
  return crossed;
}
