#ifndef TALLY_H
#define TALLY_H

#include <stddef.h>

struct tally {
  size_t count;
  double sum, sum_of_squares;
};

void tally_add(struct tally *tally, double value);
double tally_mean(const struct tally *tally);
double tally_deviation(const struct tally *tally);

#endif
