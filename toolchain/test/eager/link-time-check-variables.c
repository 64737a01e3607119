// Whether a check remains may depend on all that touches a variable of the file: then nothing of that is cut, and the program links as it does
// regularly.
// RUN: for kind in 1 2 3 4 5 6 7 8 9 10 11; do %{same} -O2 -w -DKIND=$kind || { echo "kind $kind" >&2; exit 1; }; done
#include <stdio.h>
extern void gone(void);

#if KIND == 1 // written with the value that it has
static int mode;
void set(void) { mode = 0; }
void use(void) { if (mode) gone(); }
#elif KIND == 2 // a member
static struct { int a, b; } state;
void set(void) { state.a = 7; state.b = 0; }
void use(void) { if (state.b) gone(); }
#elif KIND == 3 // an element
static int modes[2];
void set(void) { modes[0] = getchar(); }
void use(void) { if (modes[1]) gone(); }
#elif KIND == 4 // a variable of one function
void set(void) {}
void use(void) { static int mode; if (mode) { mode = 0; gone(); } }
#elif KIND == 5 // the value of another one
static int first, mode;
void set(void) { mode = first; }
void use(void) { if (mode) gone(); }
#elif KIND == 6 // a function too large for a helper that always answers the same
static volatile int sink;
#define TEN(X) X X X X X X X X X X
static __attribute__((noinline)) int answer(int a) { TEN(sink += a; sink *= 3; sink ^= a + 1;) TEN(sink -= a;) return 0; }
void set(void) {}
void use(void) { if (answer(3)) gone(); }
#elif KIND == 7 // a local function that begins with the call
static int mode;
static void fail(void) { gone(); puts("failed"); }
void set(void) { mode = 0; }
void use(void) { if (mode) fail(); }
#elif KIND == 8 // a parameter that is the same in all calls
static __attribute__((noinline)) void only(int a) { puts("only"); if (a != 4) gone(); }
void set(void) { only(4); }
void use(void) { only(4); }
#elif KIND == 9 // one of two values, neither of them this
static int mode;
void set(void) { mode = 3; }
void use(void) { if (mode == 2) gone(); }
#elif KIND == 10 // a function that is never set
static void (*hook)(void);
void set(void) { hook = 0; }
void use(void) { if (hook) { hook(); gone(); } }
#elif KIND == 11 // by another symbol than its name
extern void renamed(void) __asm__("gone_as_well");
static int mode;
void set(void) { mode = 0; }
void use(void) { if (mode) renamed(); }
#endif

int main(void) {
  set();
  use();
  puts("done");
}
