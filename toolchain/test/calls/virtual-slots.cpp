// The manifest tells the slot and the receiver's class of virtual calls, and which functions stand in the tables of which classes.
// RUN: %{autojit++} -g %s -o %t && %t && %{manifest} | FileCheck %s --check-prefixes=CHECK,CLASS
// RUN: rm -r %t.store && %{autojit++} -g -O2 %s -o %t && %t && %{manifest} | FileCheck %s --check-prefixes=CHECK,CLASS
// RUN: rm -r %t.store && %{autojit++} -O2 %s -o %t && %t && %{manifest} | FileCheck %s --check-prefixes=CHECK,SLOT
// RUN: rm -r %t.store && %{autojit++} -fno-rtti %s -o %t && %t && %{manifest} | FileCheck %s --check-prefixes=NORTTI
#include <memory>
struct Shape {
  virtual int area() const = 0;
  virtual int sides() const;
  virtual ~Shape();
};
int Shape::sides() const { return 0; }
Shape::~Shape() = default;
struct Named {
  virtual int name() const { return 1; }
};
struct Square : Shape, Named {
  int area() const override { return 9; }
  int sides() const override { return 4; }
  int name() const override { return 2; }
};
struct Shared : virtual Named {
  int name() const override { return 3; }
};
namespace {
struct Hidden : Named {
  int name() const override { return 4; }
};
} // namespace
struct Holder {
  int padding;
  Shape *shape;
  std::unique_ptr<Named> named;
};

// CHECK: function _Z6memberP6Holder
// CLASS: indirect virtual i32 (ptr) slot 1 of 5Shape
// SLOT: indirect virtual i32 (ptr) slot 1{{$}}
int member(Holder *holder) { return holder->shape->sides(); }
// CHECK: function _Z5ownedR6Holder
// CLASS: indirect virtual i32 (ptr) slot 0 of 5Named
// SLOT: indirect virtual i32 (ptr) slot 0{{$}}
int owned(Holder &holder) { return holder.named->name(); }
// CHECK: function _Z6upcastP6Square
// CLASS: indirect virtual i32 (ptr) slot 0 of 5Named
int upcast(Square *square) {
  Named *named = square;
  return named->name();
}
// A pointer to a member may be any virtual function.
// CHECK: function _Z7pointedR5ShapeMS_KFivE
// CHECK: indirect virtual i32 (ptr){{$}}
int pointed(Shape &shape, int (Shape::*function)() const) { return (shape.*function)(); }
// C's way of a table is none of C++'s.
struct File {
  const struct Operations *operations;
};
struct Operations {
  int (*open)(File *), (*close)(File *);
};
// CHECK: function _Z5closeP4File
// CHECK: indirect pointer i32 (ptr){{$}}
int close(File *file) { return file->operations->close(file); }
static int shut(File *) { return 5; }
static const Operations operations = {shut, shut};

int main() {
  Square square;
  Shared shared;
  Hidden hidden;
  File file = {&operations};
  Holder holder = {0, &square, std::make_unique<Named>()};
  bool same = member(&holder) == 4 && owned(holder) == 1 && upcast(&square) == 2 && pointed(square, &Shape::area) == 9 && close(&file) == 5;
  const Named &a = shared, &b = hidden;
  return same && a.name() == 3 && b.name() == 4 ? 0 : 1;
}
// Only what something else than a table holds has its address taken.
// CHECK: address taken:{{.*}} _ZL4shutP4File
// CHECK-NOT: area
// CHECK: class 5Named bases:{{$}}
// CHECK-NEXT: table at 0: _ZNK5Named4nameEv
// CHECK: class 5Shape bases:{{$}}
// CHECK-NEXT: table at 0: - _ZNK5Shape5sidesEv _ZN5ShapeD{{[12]}}Ev _ZN5ShapeD0Ev
// CHECK: class 6Shared bases: 5Named virtual
// CHECK: class 6Square bases: 5Shape 0 5Named 8
// CHECK-NEXT: table at 0: _ZNK6Square4areaEv _ZNK6Square5sidesEv _ZN{{5Shape|6Square}}D{{[12]}}Ev _ZN6SquareD0Ev _ZNK6Square4nameEv
// CHECK-NEXT: table at 8: _ZThn8_NK6Square4nameEv
// CHECK: class N12_GLOBAL__N_16HiddenE local bases: 5Named 0
// NORTTI: class 5Shape bases unknown
// NORTTI-NEXT: table at 0: - _ZNK5Shape5sidesEv
