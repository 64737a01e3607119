// Thunks of multiple and virtual inheritance, covariant results, dynamic_cast, typeid, and pointers to members.
// RUN: %{same} && %{same} -O2 && %{same} -O2 -fexperimental-relative-c++-abi-vtables -fno-rtti -DNO_RTTI && %{manifest} | FileCheck %s
// CHECK: function _Z3useR4DataMS_iMS_FiiE external lazy
#include <cstdio>
#include <memory>
#ifndef NO_RTTI
#include <typeinfo>
#endif
struct Animal {
  virtual ~Animal() {}
  virtual Animal *clone() const { return new Animal(*this); }
  virtual int id() const { return 1; }
  int legs = 4;
};
struct Named {
  virtual ~Named() {}
  virtual int length() { return 22; }
};
struct Dog : Named, virtual Animal {
  Dog *clone() const override { return new Dog(*this); }
  int id() const override { return 2; }
  int length() override { return legs + 10; }
};
struct Puppy : Dog {
  Puppy *clone() const override { return new Puppy(*this); }
  int id() const override { return 3; }
};
struct Abstract {
  virtual ~Abstract() {}
  virtual void pure() = 0;
};
struct Concrete : Abstract {
  void pure() override { std::printf("pure\n"); }
};
struct Data {
  int x = 3, y = 4;
  int times(int k) { return x * k; }
  virtual int plus(int k) { return y + k; }
  virtual ~Data() {}
};
struct More : Named, Data {
  int plus(int k) override { return -k; }
};
int use(Data &data, int Data::*member, int (Data::*method)(int)) { return data.*member * 100 + (data.*method)(3); }
int main() {
  std::unique_ptr<Animal> first(new Puppy), second(first->clone());
  Dog dog;
  Named *named = &dog;
  std::unique_ptr<Dog> third(dog.clone());
  std::printf("%d %d %d %d\n", second->id(), named->length(), third->id(), static_cast<Animal &>(*third).legs);
#ifndef NO_RTTI
  const Animal &animal = *second;
  auto *puppy = dynamic_cast<Puppy *>(second.get());
  std::printf("%d %d %d %s\n", puppy != nullptr, dynamic_cast<Puppy *>(named) != nullptr, dynamic_cast<Animal *>(named) != nullptr,
              typeid(animal).name());
#endif
  Concrete concrete;
  static_cast<Abstract &>(concrete).pure();
  Data data;
  More more;
  std::printf("%d %d %d\n", use(data, &Data::x, &Data::times), use(more, &Data::y, &Data::plus), use(data, &Data::y, &Data::plus));
}
