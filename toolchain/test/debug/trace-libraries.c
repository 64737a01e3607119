// The trace names the library that a module is of, one that the program needs and one that it opens by name; of the program's own modules it names none.
// UNSUPPORTED: link-static
// RUN: rm -rf %t.store %t.d && mkdir -p "%t.d/a folder" && cd "%t.d/a folder" && %{autojit} -fPIC -shared -DNEEDED %s -o libneeded.so && %{autojit} -fPIC -shared -DOPENED %s -o opened.so
// RUN: cd %t.d && %{autojit} %s "a folder/libneeded.so" -Wl,-rpath,"%t.d/a folder" -o exe && (env AUTOJIT_TRACE=%t.d/trace ./exe "%t.d/a folder/opened.so"; test $? = 7) && FileCheck %s < trace
// RUN: python3 -c "import json; [json.loads(l) for l in open('%t.d/trace')]"
// CHECK: "event":"module",{{.*}}"slots":1}
// CHECK: "event":"module",{{.*}}"slots":1,"object":"{{/.*}}/a folder/libneeded.so"}
// CHECK: "event":"module",{{.*}}"slots":1,"object":"{{/.*}}/a folder/opened.so"}
// CHECK: "event":"exited",{{.*}}"status":7
#if defined NEEDED
int needed(void) { return 3; }
#elif defined OPENED
int opened(void) { return 4; }
#else
#include <dlfcn.h>
int needed(void);
int main(int count, char **arguments) {
  int first = needed();
  void *library = count > 1 ? dlopen(arguments[1], RTLD_NOW) : 0;
  int (*opened)(void) = library ? (int (*)(void))dlsym(library, "opened") : 0;
  return opened ? first + opened() : 1;
}
#endif
