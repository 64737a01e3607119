#include "StaticTypes.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace autojit {
namespace {

/// Longer chains of members and calls are not written in one expression.
constexpr unsigned MaxDepth = 16;

const DIType *typeAt(const Value &Pointer, unsigned Depth);

const DIType *withoutNames(const DIType *Type) {
  while (const auto *Derived = dyn_cast_or_null<DIDerivedType>(Type)) {
    unsigned Tag = Derived->getTag();
    if (Tag != dwarf::DW_TAG_typedef && Tag != dwarf::DW_TAG_const_type && Tag != dwarf::DW_TAG_volatile_type)
      break;
    Type = Derived->getBaseType();
  }
  return Type;
}

/// What a pointer or reference of this type leads to.
const DIType *pointee(const DIType *Type) {
  const auto *Derived = dyn_cast_or_null<DIDerivedType>(withoutNames(Type));
  if (!Derived)
    return nullptr;
  unsigned Tag = Derived->getTag();
  if (Tag != dwarf::DW_TAG_pointer_type && Tag != dwarf::DW_TAG_reference_type && Tag != dwarf::DW_TAG_rvalue_reference_type)
    return nullptr;
  return withoutNames(Derived->getBaseType());
}

const DIType *memberAt(const DIType *Type, uint64_t Bytes) {
  const auto *Class = dyn_cast_or_null<DICompositeType>(withoutNames(Type));
  if (!Class)
    return nullptr;
  for (const DINode *Element : Class->getElements()) {
    const auto *Member = dyn_cast_or_null<DIDerivedType>(Element);
    if (!Member || Member->isStaticMember() || Member->isVirtual())
      continue;
    unsigned Tag = Member->getTag();
    if (Tag != dwarf::DW_TAG_member && Tag != dwarf::DW_TAG_inheritance)
      continue;
    uint64_t Start = Member->getOffsetInBits() / 8;
    const DIType *Inner = withoutNames(Member->getBaseType());
    if (Start == Bytes && Inner)
      return Inner;
    if (Inner && Start < Bytes && Bytes < Start + Inner->getSizeInBits() / 8)
      return memberAt(Inner, Bytes - Start);
  }
  return nullptr;
}

const DIType *typeOfVariable(const Value &Place) {
  auto TypeIn = [](const auto &Records) -> const DIType * {
    for (const DbgVariableRecord *Record : Records)
      if (Record->getExpression()->getNumElements() == 0)
        return withoutNames(Record->getVariable()->getType());
    return nullptr;
  };
  if (const DIType *Declared = TypeIn(findDVRDeclares(const_cast<Value *>(&Place))))
    return Declared;
  // Where code will be optimized, clang has made assignments of declarations.
  const auto *Variable = dyn_cast<AllocaInst>(&Place);
  return Variable ? TypeIn(at::getDVRAssignmentMarkers(Variable)) : nullptr;
}

const DIType *typeOfGlobal(const GlobalVariable &Variable) {
  SmallVector<DIGlobalVariableExpression *, 1> Known;
  Variable.getDebugInfo(Known);
  return Known.size() == 1 && Known.front()->getExpression()->getNumElements() == 0 ? withoutNames(Known.front()->getVariable()->getType()) : nullptr;
}

const DIType *typeOfElement(const GetElementPtrInst &Address, unsigned Depth) {
  const DIType *Base = typeAt(*Address.getPointerOperand(), Depth + 1);
  // `p[i]` is of the type of `*p`; a distance in bytes leads to a part of it.
  if (Address.getNumIndices() == 1 && !Address.getSourceElementType()->isIntegerTy(8))
    return Base;
  const DataLayout &Layout = Address.getModule()->getDataLayout();
  APInt Offset(Layout.getIndexTypeSizeInBits(Address.getType()), 0);
  if (!Address.accumulateConstantOffset(Layout, Offset) || Offset.isNegative())
    return nullptr;
  return memberAt(Base, Offset.getZExtValue());
}

/// An upcast asks whether its pointer is null first.
const DIType *typeOfEither(const PHINode &Choice, unsigned Depth) {
  const DIType *Known = nullptr;
  for (const Value *Incoming : Choice.incoming_values()) {
    if (isa<ConstantPointerNull>(Incoming))
      continue;
    const DIType *Type = typeAt(*Incoming, Depth + 1);
    if (!Type || (Known && Known != Type))
      return nullptr;
    Known = Type;
  }
  return Known;
}

const DIType *typeOfResult(const CallBase &Call) {
  const auto *Callee = dyn_cast<Function>(Call.getCalledOperand()->stripPointerCasts());
  const DISubprogram *Program = Callee ? Callee->getSubprogram() : nullptr;
  if (!Program || !Program->getType() || Program->getType()->getTypeArray().size() == 0)
    return nullptr;
  return pointee(Program->getType()->getTypeArray()[0]);
}

/// Type of what `Pointer` points to.
const DIType *typeAt(const Value &Pointer, unsigned Depth) {
  if (Depth > MaxDepth)
    return nullptr;
  if (isa<AllocaInst, Argument>(Pointer))
    return typeOfVariable(Pointer);
  if (const auto *Variable = dyn_cast<GlobalVariable>(&Pointer))
    return typeOfGlobal(*Variable);
  if (const auto *Load = dyn_cast<LoadInst>(&Pointer))
    return pointee(typeAt(*Load->getPointerOperand(), Depth + 1));
  if (const auto *Choice = dyn_cast<PHINode>(&Pointer))
    return typeOfEither(*Choice, Depth);
  if (const auto *Call = dyn_cast<CallBase>(&Pointer))
    return typeOfResult(*Call);
  if (const auto *Address = dyn_cast<GetElementPtrInst>(&Pointer))
    return typeOfElement(*Address, Depth);
  return nullptr;
}

/// For a class that the module only declares, which has neither an identifier nor a table: by the rules for names without templates. Empty for
/// others.
std::string mangled(const DICompositeType &Class) {
  std::string Name;
  unsigned Parts = 0;
  for (const DIScope *Scope = &Class; Scope && !isa<DIFile, DICompileUnit>(Scope); Scope = Scope->getScope()) {
    StringRef Part = Scope->getName();
    if (!isa<DICompositeType, DINamespace>(Scope) || Part.empty() || Part.contains('<'))
      return {};
    bool IsStd = Part == "std" && (!Scope->getScope() || isa<DIFile, DICompileUnit>(Scope->getScope()));
    Name.insert(0, IsStd ? "St" : std::to_string(Part.size()) + Part.str());
    Parts += IsStd ? 0 : 1;
  }
  return Parts > 1 ? "N" + Name + "E" : Name;
}

} // namespace

StaticTypes::StaticTypes(const Module &M) {
  for (const GlobalVariable &V : M.globals()) {
    if (!V.getName().starts_with("_ZTV"))
      continue;
    SmallVector<DIGlobalVariableExpression *, 1> Known;
    V.getDebugInfo(Known);
    for (const DIGlobalVariableExpression *Expression : Known)
      if (const DIDerivedType *Declaration = Expression->getVariable()->getStaticDataMemberDeclaration())
        WithTables.try_emplace(Declaration->getScope(), V.getName().drop_front(StringRef("_ZTV").size()));
  }
}

std::string StaticTypes::classPointedTo(const Value &Object) const {
  const auto *Class = dyn_cast_or_null<DICompositeType>(typeAt(Object, 0));
  if (!Class)
    return {};
  StringRef Name = Class->getIdentifier();
  if (Name.consume_front("_ZTS"))
    return Name.str();
  StringRef Known = WithTables.lookup(Class);
  return Known.empty() ? mangled(*Class) : Known.str();
}

} // namespace autojit
