// REQUIRES: not-sanitized
// What other runs needed costs a run nothing: it maps its own functions, and hardly more, however many the log has. Each kind of run knows its own.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && %t.exe 1 && %t.exe 1 2 3 4 && %t.exe 3 && ls %t.store/images/*.index | count 1
// RUN: for kind in "1" "1 2 3 4" "3"; do env AUTOJIT_PERF=1 sh -c 'echo $$ > %t.pid; exec %t.exe '"$kind" && wc -l < /tmp/perf-$(cat %t.pid).map && rm /tmp/perf-$(cat %t.pid).map || exit 1; done > %t.counts
// Of 100, 400 and 100 functions, with main; the third kind is known only as part of the second.
// RUN: paste -sd' ' %t.counts | awk '{ exit !($1 >= 101 && $1 < 140 && $2 == 401 && $3 >= 101 && $3 < 260) }'
// No engine is asked, with the index or with one that is damaged, cut short, of another log, or nobody's to trust.
// RUN: for damage in true "rm -f" "truncate -s 100" "truncate -s -8" "truncate -s 0" "chmod 666" "sed -i s/[aeiou]/x/g"; do $damage %t.store/images/*.index && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe 1 2 3 4 && not grep -q engine..: %t.trace && %t.exe 2 || exit 1; done
// RUN: rm -f %t.store/images/*.log && %t.exe 1 2 3 4 && %t.exe 1 2 3 4
#include <stdlib.h>
#define F(n) __attribute__((noinline)) int f##n(int a) { return a % 7 ? a + n : a * n; }
#define TEN(X, n) X(n##0) X(n##1) X(n##2) X(n##3) X(n##4) X(n##5) X(n##6) X(n##7) X(n##8) X(n##9)
#define HUNDRED(X, n) TEN(X, n##0) TEN(X, n##1) TEN(X, n##2) TEN(X, n##3) TEN(X, n##4) TEN(X, n##5) TEN(X, n##6) TEN(X, n##7) TEN(X, n##8) TEN(X, n##9)
HUNDRED(F, 1) HUNDRED(F, 2) HUNDRED(F, 3) HUNDRED(F, 4)
#define NAME(n) f##n,
static int (*const functions[])(int) = {HUNDRED(NAME, 1) HUNDRED(NAME, 2) HUNDRED(NAME, 3) HUNDRED(NAME, 4)};
int main(int count, char **arguments) {
  int sum = 0;
  for (int i = 1; i < count; ++i)
    for (int f = 0; f < 100; ++f)
      sum += functions[100 * (atoi(arguments[i]) - 1) + f](f + i);
  return sum == 0;
}
