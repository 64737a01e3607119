/*
 * For readers that are given a path: the fuzzer's bytes in a file that is deleted at the end.
 */
#ifndef AUTOJIT_FUZZ_INPUT_FILE_H
#define AUTOJIT_FUZZ_INPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void require(bool fact);

/* The path of a private file of these bytes, and of as many behind them. */
const char *write_input(const uint8_t *data, size_t size, const void *more, size_t more_size);

#endif
