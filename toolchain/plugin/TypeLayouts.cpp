#include "TypeLayouts.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfo.h"

using namespace llvm;

namespace autojit {
namespace {

StringRef kindOf(unsigned Tag) {
  switch (Tag) {
  case dwarf::DW_TAG_structure_type:
    return "struct ";
  case dwarf::DW_TAG_class_type:
    return "class ";
  case dwarf::DW_TAG_union_type:
    return "union ";
  case dwarf::DW_TAG_enumeration_type:
    return "enum ";
  default:
    return "";
  }
}

std::string scopeOf(const DIScope *Scope) {
  if (!Scope || isa<DIFile, DICompileUnit>(Scope))
    return {};
  const std::string Outer = scopeOf(Scope->getScope());
  if (const auto *Function = dyn_cast<DISubprogram>(Scope))
    return Outer + (Function->getLinkageName().empty() ? Function->getName() : Function->getLinkageName()).str() + "::";
  return Scope->getName().empty() ? Outer : Outer + Scope->getName().str() + "::";
}

/// `f<(lambda)>` of `f<(lambda at /src/a.cpp:3:4)>`: where it is in the source is nothing that objects show.
std::string withoutPlaces(StringRef Name) {
  std::string Result;
  for (;;) {
    const size_t At = Name.find(" at ");
    const size_t End = Name.find(')', At);
    if (End == StringRef::npos)
      return Result + Name.str();
    Result += Name.take_front(At);
    Name = Name.drop_front(End);
  }
}

/// Several types may have one such name.
bool hasPlace(StringRef Name) { return Name.contains(" at "); }

/// Empty when the type has no name.
std::string nameOf(const DICompositeType &Type) {
  if (Type.getName().empty()) // of a closure in a shared function: `_ZTSZ4mainEUlvE_`
    return Type.getIdentifier().str();
  return (kindOf(Type.getTag()) + scopeOf(Type.getScope())).str() + withoutPlaces(Type.getName());
}

bool isLayout(const DICompositeType &Type) { return !kindOf(Type.getTag()).empty(); }

class Describer {
public:
  std::string type(const DIType *Type) {
    if (!Type)
      return "void";
    if (const auto *Basic = dyn_cast<DIBasicType>(Type))
      return Basic->getName().str() + (Basic->getSizeInBits() ? "" : "?");
    if (const auto *Derived = dyn_cast<DIDerivedType>(Type))
      return derived(*Derived);
    if (const auto *Composite = dyn_cast<DICompositeType>(Type))
      return composite(*Composite);
    return isa<DISubroutineType>(Type) ? "function" : Type->getName().str();
  }

  std::vector<TypeLayout::Part> parts(const DICompositeType &Type) {
    std::vector<TypeLayout::Part> Result;
    for (const DINode *Element : Type.getElements())
      if (const auto *Enumerator = dyn_cast_or_null<DIEnumerator>(Element))
        Result.push_back({Enumerator->getName().str(), Enumerator->getValue().sextOrTrunc(64).getZExtValue(), {}});
      else if (const auto *Function = dyn_cast_or_null<DISubprogram>(Element))
        virtualFunction(*Function, Result);
      else if (const auto *Derived = dyn_cast_or_null<DIDerivedType>(Element))
        member(*Derived, Result);
      else if (const auto *Inner = dyn_cast_or_null<DICompositeType>(Element); Inner && Inner->getTag() == dwarf::DW_TAG_variant_part)
        Result.push_back({"variants", Inner->getOffsetInBits(), all(*Inner)});
    return Result;
  }

private:
  void member(const DIDerivedType &Member, std::vector<TypeLayout::Part> &Parts) {
    if (Member.isStaticMember() || (Member.getTag() != dwarf::DW_TAG_member && Member.getTag() != dwarf::DW_TAG_inheritance))
      return;
    std::string Name = Member.getName().str();
    if (Member.getTag() == dwarf::DW_TAG_inheritance)
      Name = "base " + type(Member.getBaseType());
    if (const auto *Value = dyn_cast_or_null<ConstantInt>(Member.getDiscriminantValue()))
      Name += "=" + std::to_string(Value->getZExtValue());
    std::string Type = type(Member.getBaseType());
    if (Member.isBitField())
      Type += ":" + std::to_string(Member.getSizeInBits());
    Parts.push_back({std::move(Name), Member.getOffsetInBits(), std::move(Type)});
  }

  static void virtualFunction(const DISubprogram &Function, std::vector<TypeLayout::Part> &Parts) {
    if (Function.getVirtuality() != dwarf::DW_VIRTUALITY_none)
      Parts.push_back({"virtual " + (Function.getLinkageName().empty() ? Function.getName() : Function.getLinkageName()).str(),
                       Function.getVirtualIndex(), "virtual"});
  }

  std::string all(const DICompositeType &Type) {
    std::string Result = kindOf(Type.getTag()).str() + "{";
    for (const TypeLayout::Part &Part : parts(Type))
      Result += Part.Name + "@" + std::to_string(Part.Place) + " " + Part.Type + "; ";
    return Result + std::to_string(Type.getSizeInBits()) + "}";
  }

  std::string derived(const DIDerivedType &Type) {
    switch (Type.getTag()) {
    case dwarf::DW_TAG_pointer_type:
    case dwarf::DW_TAG_reference_type:
    case dwarf::DW_TAG_rvalue_reference_type:
    case dwarf::DW_TAG_ptr_to_member_type:
      return pointee(Type.getBaseType()) + " *";
    case dwarf::DW_TAG_typedef:
    case dwarf::DW_TAG_const_type:
    case dwarf::DW_TAG_volatile_type:
    case dwarf::DW_TAG_restrict_type:
    case dwarf::DW_TAG_atomic_type:
    default:
      return type(Type.getBaseType());
    }
  }

  /// What a pointer leads to is a layout of its own; only its name is part of what holds the pointer. So no circle is walked.
  std::string pointee(const DIType *Type) {
    while (const auto *Derived = dyn_cast_or_null<DIDerivedType>(Type)) {
      if (Derived->getTag() == dwarf::DW_TAG_typedef && isa_and_nonnull<DICompositeType>(Derived->getBaseType()) &&
          Derived->getBaseType()->getName().empty())
        return Derived->getName().str();
      if (Derived->getTag() == dwarf::DW_TAG_pointer_type)
        return pointee(Derived->getBaseType()) + " *";
      Type = Derived->getBaseType();
    }
    if (const auto *Composite = dyn_cast_or_null<DICompositeType>(Type))
      return isLayout(*Composite) ? nameOf(*Composite) : "array";
    return type(Type);
  }

  std::string composite(const DICompositeType &Type) {
    if (Type.getTag() == dwarf::DW_TAG_array_type) {
      std::string Result = type(Type.getBaseType());
      for (const DINode *Element : Type.getElements())
        if (const auto *Range = dyn_cast_or_null<DISubrange>(Element)) {
          const auto *Count = dyn_cast_if_present<ConstantInt *>(Range->getCount());
          Result += "[" + (Count ? std::to_string(Count->getSExtValue()) : std::string()) + "]";
        }
      return Result;
    }
    std::string Name = nameOf(Type);
    return Name.empty() ? all(Type) : Name;
  }
};

TypeLayout layoutOf(const DICompositeType &Type) {
  return {Type.getSizeInBits() / 8, Type.getTag() == dwarf::DW_TAG_enumeration_type, Describer().parts(Type)};
}

/// A lambda's type has no name in a file's own functions, but its code has.
using Closures = DenseMap<const DIScope *, StringRef>;
Closures closuresIn(const DebugInfoFinder &Finder) {
  Closures Result;
  for (const DISubprogram *Function : Finder.subprograms())
    if (Function->isDefinition() && isa_and_nonnull<DICompositeType>(Function->getScope()) && Function->getScope()->getName().empty()) {
      StringRef &Name = Result[Function->getScope()];
      if (Name.empty() || Function->getLinkageName() < Name)
        Name = Function->getLinkageName();
    }
  return Result;
}

std::string nameOf(const DICompositeType &Type, const Closures &Known) {
  const std::string Name = nameOf(Type);
  const auto Closure = Name.empty() ? Known.find(&Type) : Known.end();
  return Closure == Known.end() ? Name : "closure " + Closure->second.str();
}

} // namespace

std::string describeType(const DIType *Type) { return Describer().type(Type); }

std::map<std::string, TypeLayout> typeLayouts(const Module &M) {
  std::map<std::string, TypeLayout> Result;
  DebugInfoFinder Finder;
  Finder.processModule(M);
  const auto Closures = closuresIn(Finder);
  for (const DIType *Type : Finder.types()) {
    if (const auto *Composite = dyn_cast<DICompositeType>(Type)) {
      if (isLayout(*Composite) && !Composite->isForwardDecl() && !hasPlace(Composite->getName()))
        if (std::string Name = nameOf(*Composite, Closures); !Name.empty())
          Result.try_emplace(std::move(Name), layoutOf(*Composite));
    } else if (const auto *Named = dyn_cast<DIDerivedType>(Type); Named && Named->getTag() == dwarf::DW_TAG_typedef) {
      const auto *Base = dyn_cast_or_null<DICompositeType>(Named->getBaseType());
      if (Base && isLayout(*Base) && !Base->isForwardDecl() && nameOf(*Base).empty())
        Result.try_emplace(scopeOf(Named->getScope()) + Named->getName().str(), layoutOf(*Base));
    }
  }
  return Result;
}

} // namespace autojit
