// Constructors and destructors run in order of priority; atexit and quick_exit take functions that are not there yet.
// RUN: %{same} && %{same} -O2 && %{same} -DQUICK && %{manifest} | FileCheck %s
// CHECK: function {{.*}}say{{.*}} internal lazy
#include <cstdlib>
#include <cstring>
#include <unistd.h>
static void say(const char *text) {
  if (write(1, text, strlen(text)) < 0)
    abort();
}
__attribute__((constructor(65000))) static void second() { say("65000\n"); }
__attribute__((constructor(101))) static void first() { say("101\n"); }
__attribute__((constructor)) static void third() { say("constructor\n"); }
__attribute__((destructor(101))) static void last() { say("destructor 101\n"); }
__attribute__((destructor)) static void before() { say("destructor\n"); }
struct Object {
  const char *name;
  Object(const char *name) : name(name) { say(name); }
  ~Object() {
    say("~");
    say(name);
  }
};
Object late("late\n");
__attribute__((init_priority(200))) Object early("early\n");
inline Object shared("inline\n");
template <class T> struct Holder {
  static Object object;
};
template <class T> Object Holder<T>::object("template\n");
Object *used = &Holder<int>::object;
static Object &local() {
  static Object object("static\n");
  return object;
}
static void leave() { say("atexit from atexit\n"); }
static void leaving() {
  say("atexit\n");
  atexit(leave);
}
static void quickly() { say("quick\n"); }
int main() {
  local();
  atexit(leaving);
  at_quick_exit(quickly);
#ifdef QUICK
  quick_exit(4);
#else
  exit(5);
#endif
}
