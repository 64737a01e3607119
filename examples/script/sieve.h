#ifndef SIEVE_H
#define SIEVE_H

#include <stddef.h>

/* One byte for each number below `limit`: 0 for primes. Null when there is no memory. */
unsigned char *sieve(size_t limit);

#endif
