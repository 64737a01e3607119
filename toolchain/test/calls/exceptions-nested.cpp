// Exceptions through frames of C (qsort), nested, stored, rethrown, out of constructors and arrays, and stopped by noexcept.
// UNSUPPORTED: llvm-19
// RUN: %{same} -pthread && %{same} -pthread -O2 && %{same} -pthread -O2 -stdlib=libc++ && %{same} -pthread -stdlib=libc++ && %{manifest} | FileCheck %s
// CHECK-DAG: function _Z7throweri external lazy
// CHECK-DAG: function _Z7comparePKvS0_ external lazy
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <thread>
struct Guard {
  int n;
  ~Guard() { std::printf("~%d\n", n); }
};
__attribute__((noinline)) void thrower(int kind) {
  Guard guard{kind};
  switch (kind) {
  case 0:
    throw 42;
  case 1:
    throw std::runtime_error("runtime");
  case 2:
    throw Guard{100};
  case 3:
    throw "text";
  }
}
int compare(const void *a, const void *b) {
  if (*(const int *)a == 13)
    throw 13;
  return *(const int *)a - *(const int *)b;
}
void sort() {
  int values[] = {5, 3, 13, 1};
  Guard guard{7};
  try {
    qsort(values, 4, sizeof(int), compare);
  } catch (int n) {
    std::printf("from qsort %d\n", n);
    throw;
  }
}
void nested() {
  try {
    try {
      thrower(1);
    } catch (const std::exception &) {
      std::throw_with_nested(std::logic_error("outer"));
    }
  } catch (const std::exception &outer) {
    std::printf("%s\n", outer.what());
    try {
      std::rethrow_if_nested(outer);
    } catch (const std::exception &inner) {
      std::printf("%s\n", inner.what());
    }
  }
}
std::exception_ptr stored() {
  try {
    thrower(1);
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}
struct Virtual {
  virtual ~Virtual() {}
};
struct Other {
  virtual ~Other() {}
  int v = 2;
};
struct Derived : virtual Virtual, Other {};
struct Throwing {
  Guard a{20}, b{21};
  Throwing(int x) try : a{x} {
    throw x;
  } catch (int) {
    std::printf("constructor\n");
  }
};
struct Element {
  Element() {
    static int made;
    if (++made == 3)
      throw made;
  }
  ~Element() { std::printf("~Element\n"); }
};
void stop() noexcept { thrower(0); }
int main() {
  for (int i = 0; i < 5; ++i)
    try {
      thrower(i);
    } catch (int n) {
      std::printf("int %d\n", n);
    } catch (const std::exception &e) {
      std::printf("%s\n", e.what());
    } catch (Guard &guard) {
      std::printf("Guard %d\n", guard.n);
    } catch (...) {
      std::printf("anything\n");
    }
  try {
    sort();
  } catch (int n) {
    std::printf("again %d\n", n);
  }
  nested();
  try {
    throw Derived();
  } catch (Other &other) {
    std::printf("Other %d\n", other.v);
  }
  try {
    Throwing throwing(5);
  } catch (int n) {
    std::printf("Throwing %d\n", n);
  }
  try {
    Element elements[4];
  } catch (int n) {
    std::printf("Element %d\n", n);
  }
  try {
    std::rethrow_exception(stored());
  } catch (const std::runtime_error &e) {
    std::printf("stored %s\n", e.what());
  }
  std::thread([] {
    try {
      thrower(0);
    } catch (int n) {
      std::printf("thread %d\n", n);
    }
  }).join();
  std::set_terminate([] {
    std::printf("terminated\n");
    std::fflush(stdout);
    std::_Exit(3);
  });
  stop();
}
