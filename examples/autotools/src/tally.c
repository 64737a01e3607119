#include "tally.h"

#include <math.h>

void tally_add(struct tally *tally, double value) {
  ++tally->count;
  tally->sum += value;
  tally->sum_of_squares += value * value;
}

double tally_mean(const struct tally *tally) { return tally->count ? tally->sum / (double)tally->count : 0; }

double tally_deviation(const struct tally *tally) {
  if (tally->count == 0)
    return 0;
  double mean = tally_mean(tally);
  return sqrt(tally->sum_of_squares / (double)tally->count - mean * mean);
}
