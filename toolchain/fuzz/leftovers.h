/*
 * For readers that leave it to the end of their short process to free what they took: what a run of the fuzzer left is freed after it.
 */
#ifndef AUTOJIT_FUZZ_LEFTOVERS_H
#define AUTOJIT_FUZZ_LEFTOVERS_H

void begin_leftovers(void);
void free_leftovers(void);

#endif
