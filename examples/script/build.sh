#!/bin/sh
# A build of two lines: whatever `cc` is on PATH, one command.
set -eu
cd "$(dirname "$0")"
cc -g -O1 -Wall -o primes primes.c sieve.c
