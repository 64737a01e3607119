/*
 * A process that has used up its descriptors cannot open what the next function needs; nor may we close any that is its own.
 */
#ifndef AUTOJIT_DESCRIPTORS_H
#define AUTOJIT_DESCRIPTORS_H

#include <stdbool.h>

#pragma GCC visibility push(hidden)

bool has_descriptors(void);

/*
 * Runs work(argument) on a new stack (stack.h), with descriptors to spare: where the process has none left, in a child for as long as it takes, which
 * shares memory and locks but has its own table, in which a few are closed. What is opened and stays open is lost; what is mapped stays. Signals are
 * blocked.
 */
void *run_with_descriptors(void *(*work)(void *), void *argument);

#pragma GCC visibility pop

#endif
