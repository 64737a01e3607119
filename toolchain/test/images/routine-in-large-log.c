// The first function of a warm run needs a library routine that nobody has asked the loader for, and the log is so large that images are read one by
// one: the routine's name outlives the reading.
// RUN: rm -rf %t.store && %{autojit} -O0 %s -o %t.exe && %t.exe && find %t.store/images -name "*.log" -size +17k | grep -q log
// RUN: %t.exe && rm -f %t.trace && env AUTOJIT_TRACE=%t.trace %t.exe && FileCheck %s < %t.trace
// CHECK-NOT: "event":"engine"
// CHECK: "event":"exited"
static volatile int sink;
#define F1(name) __attribute__((noinline)) static void name(int x) { sink = x * 3 + sink; }
#define F8(name) F1(name##0) F1(name##1) F1(name##2) F1(name##3) F1(name##4) F1(name##5) F1(name##6) F1(name##7)
F8(a) F8(b) F8(c) F8(d) F8(e) F8(f) F8(g) F8(h)
#define C8(name) name##0(1), name##1(1), name##2(1), name##3(1), name##4(1), name##5(1), name##6(1), name##7(1)
int main(int count, char **arguments) {
  unsigned __int128 large = (unsigned __int128)count << 100;
  C8(a), C8(b), C8(c), C8(d), C8(e), C8(f), C8(g), C8(h);
  return large / (unsigned)(count + 2) != ((unsigned __int128)1 << 100) / 3;
}
