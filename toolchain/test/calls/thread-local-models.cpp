// Every thread-local model, hidden and inline variables, and C++'s dynamic initialisation and destruction, in several threads.
// RUN: %{same} -pthread && %{same} -pthread -O2 -ftls-model=initial-exec && %{same} -pthread -O2 -fPIC -ftls-model=local-dynamic
// RUN: %{same} -pthread -O2 -fPIC -mtls-dialect=gnu2 && %{same} -pthread -femulated-tls && %{manifest} | FileCheck %s
// CHECK-DAG: function _Z4workPv external lazy
// CHECK-DAG: function _ZN7CountedD2Ev linkonce lazy
#include <cstdio>
#include <pthread.h>
static int dead;
struct Counted {
  int value;
  Counted(int value) : value(value) {}
  ~Counted() { __atomic_fetch_add(&dead, value, __ATOMIC_SEQ_CST); }
};
static int next() { return 3; }
thread_local Counted global(next());
inline thread_local int shared = 5;
template <class T> struct Holder {
  static thread_local T member;
};
template <class T> thread_local T Holder<T>::member = T(next() + 4);
extern thread_local int later;
__attribute__((visibility("hidden"))) thread_local int hidden = 3;
__attribute__((tls_model("initial-exec"))) thread_local int initial = 4;
static thread_local long values[100];
__attribute__((noinline)) int local() {
  static thread_local Counted counted(next());
  static thread_local int calls = shared * 2;
  ++counted.value;
  return ++calls;
}
void *work(void *argument) {
  long k = (long)argument;
  global.value += k;
  long *middle = &values[50];
  middle[k - 50] += k;
  int sum = 0;
  for (int i = 0; i < 5; ++i)
    sum += local();
  later += k;
  hidden += k;
  initial += k;
  Holder<int>::member += k;
  ++shared;
  return (void *)(global.value + sum * 5l + (later + hidden + initial + shared) * 7 + Holder<int>::member * 11 + values[k] * 13);
}
thread_local int later = 11;
int main() {
  for (int round = 0; round < 2; ++round) {
    pthread_t threads[4];
    for (long i = 0; i < 4; ++i)
      pthread_create(&threads[i], nullptr, work, (void *)i);
    for (pthread_t thread : threads) {
      void *result;
      pthread_join(thread, &result);
      std::printf("%ld\n", (long)result);
    }
  }
  std::printf("%ld %d\n", (long)work((void *)9), dead);
}
