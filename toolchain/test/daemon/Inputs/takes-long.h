/* A function that takes long to make at -O2, and no time to run. */
#define STEP(n)                                                                                                                                      \
  for (int i = 0; i < a; ++i)                                                                                                                        \
    for (int j = 0; j < i; ++j)                                                                                                                      \
      table[(i * n + j) & 63] += table[(j * n + i + a) & 63] ^ (a * n);
#define STEPS4(n) STEP(n) STEP(n + 1) STEP(n + 2) STEP(n + 3)
#define STEPS16(n) STEPS4(n) STEPS4(n + 4) STEPS4(n + 8) STEPS4(n + 12)
#define STEPS64(n) STEPS16(n) STEPS16(n + 16) STEPS16(n + 32) STEPS16(n + 48)
__attribute__((noinline)) static int takes_long(int a) {
  static int table[64];
  STEPS64(3) STEPS64(67)
  return table[a & 63];
}
