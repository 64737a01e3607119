// Objective-C methods are lazy: sent to instances, classes and super, by the GNU runtime.
// RUN: rm -rf %t.store && %{autojit} -fobjc-runtime=gcc -I%{gcc-include} %s -lobjc -L%{gcc-include}/.. -o %t.exe && (%t.exe; test $? -eq 18)
// RUN: rm -rf %t.store && %{autojit} -O2 -fobjc-runtime=gcc -I%{gcc-include} %s -lobjc -L%{gcc-include}/.. -o %t.exe && (%t.exe; test $? -eq 18)
// RUN: %{manifest} | FileCheck %s
// With debug information they have the names that people write.
// RUN: rm -rf %t.store && %{autojit} -g -fobjc-runtime=gcc -I%{gcc-include} %s -lobjc -L%{gcc-include}/.. -o %t.exe
// RUN: cat %t.store/modules/*/*.json | FileCheck --check-prefix=NAMES %s
// NAMES-DAG: "display":"-[Sub value:]"
// NAMES-DAG: "display":"+[Base make]"
// REQUIRES: objective-c
// CHECK-DAG: function _i_Sub__value_ internal lazy
// CHECK-DAG: function _c_Base__make internal lazy
#include <objc/objc.h>
#include <objc/runtime.h>
__attribute__((objc_root_class)) @interface Base {
  Class isa;
  int v;
}
+ (id)make;
- (int)value:(int)a;
@end
@implementation Base
+ (id)make {
  return class_createInstance(self, 0);
}
- (int)value:(int)a {
  v += a;
  return v;
}
@end
@interface Sub : Base
@end
@implementation Sub
- (int)value:(int)a {
  return [super value:a] * 2;
}
@end
int main(void) {
  id object = [Sub make];
  int first = [object value:4];
  return first + [object value:1];
}
