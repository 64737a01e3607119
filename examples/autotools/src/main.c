/* tally: count, mean and standard deviation of the numbers in its arguments, or of those in standard input. */
#include "config.h"
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>

static int add_text(struct tally *tally, const char *text) {
  char *end;
  double value = strtod(text, &end);
  if (end == text) {
    fprintf(stderr, "tally: not a number: %s\n", text);
    return -1;
  }
  tally_add(tally, value);
  return 0;
}

static int read_numbers(struct tally *tally) {
  char word[64];
  while (scanf("%63s", word) == 1)
    if (add_text(tally, word) != 0)
      return -1;
  return 0;
}

static void print(const struct tally *tally) {
  printf("%zu numbers, mean %g, deviation %.3f\n", tally->count, tally_mean(tally), tally_deviation(tally));
}

int main(int argc, char **argv) {
  struct tally tally = {0};
  if (argc == 1 && read_numbers(&tally) != 0)
    return EXIT_FAILURE;
  for (int i = 1; i < argc; ++i)
    if (add_text(&tally, argv[i]) != 0)
      return EXIT_FAILURE;
  print(&tally);
  return EXIT_SUCCESS;
}
