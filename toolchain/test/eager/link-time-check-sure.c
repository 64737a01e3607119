// A call that some run of the program comes to stays whatever the optimizer finds, so that what holds it is lazy, with its helpers.
// A static link warns of these routines, at other places of the object.
// UNSUPPORTED: link-static
// RUN: %{same} -O2 && %{manifest} | FileCheck %s
// CHECK-NOT: link-time-check
// CHECK: function volatile_flag external lazy
// CHECK-NOT: link-time-check
#define _DEFAULT_SOURCE
#include <aliases.h>
#include <fstab.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <shadow.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>
#include <utmp.h>
volatile int pending;
static inline int small(int x) { return 3 * x + 1; }
int volatile_flag(int n) {
  int s = 0;
  for (int i = 0; i < n; i++) {
    if (pending)
      closelog();
    s += small(i);
  }
  return s;
}
void argument(int a) {
  if (a * 3 > 7 && a != 5)
    endgrent();
}
void other_files_answer(void) {
  if (getppid() == 1)
    setgrent();
}
void no_pointer(const int *p) {
  if (!p)
    endpwent();
}
void two_bits(unsigned flags) {
  if ((flags & 4) && !(flags & 8) && (flags >> 5 & 1))
    setpwent();
}
void one_of(int kind) {
  switch (kind) {
  case 1:
  case 2:
    break;
  case 7:
    endservent();
    break;
  default:
    getppid();
  }
}
static __attribute__((noinline)) void helper(long a) {
  if (a < -5)
    endprotoent();
}
void through_helper(int a) { helper(small(a)); }
static int state = -1;
void set_state(int to) { state = to; }
void by_earlier_call(void) {
  if (state > 0)
    endnetent();
}
static void handler(int number) {
  if (number == 2)
    endhostent();
}
void shown_to_others(void) { signal(SIGUSR1, handler); }
static void run(int a) {
  if (a)
    endusershell();
}
const struct operations {
  void (*run)(int);
} operations = {run};
void which_text(const char *p) {
  if (!strcmp(p, "first"))
    getppid();
  else if (!strcmp(p, "second"))
    setusershell();
}
void found_in_loop(const int *v, int n) {
  bool found = false;
  for (int i = 0; i < n; i++)
    if (v[i] == 4)
      found = true;
  if (found)
    endutent();
}
void floating(double d) {
  if (d > 1.5)
    setutent();
}
struct list {
  struct list *next;
  int number;
};
void chain(const struct list *l) {
  if (l->next && l->next != l && l->next->number > 3)
    endaliasent();
}
void written_by_others(void) {
  int ends[2];
  if (!pipe(ends) && ends[0] == 900)
    endspent();
}
void either_way(int a) {
  if (__builtin_constant_p(a) && a > 3)
    getppid();
  if (a > 10)
    endfsent();
}
int main(void) { printf("%d\n", volatile_flag(4)); }
