# usage: long-function.sh STATEMENTS: C source of `unsigned straight(unsigned)`, for which the code generator needs long. SEED makes it another function.
set -eu
echo 'void (*volatile nobody)(void); /* so that it may throw, as far as the compiler knows */'
echo '__attribute__((noinline)) unsigned straight(unsigned x) {'
echo '  if (nobody)'
echo '    nobody();'
echo '  x ^= SEED;'
for i in $(seq "$1"); do
  echo "  x = x * $((i * 7 % 251 + 1))u ^ (x >> $((i % 13 + 1))); if (x == ${i}u) x += 3;"
done
echo '  return x;'
echo '}'
