#include "Classes.h"

#include "autojit/Symbols.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/InstrTypes.h"

#include <map>

using namespace llvm;

namespace autojit {
namespace {

/// A table, or one that is in use while an object is being constructed.
bool isTable(const GlobalVariable &V) { return V.getName().starts_with("_ZTV") || V.getName().starts_with("_ZTC"); }

const GlobalVariable *variable(const Value *V) { return dyn_cast<GlobalVariable>(V->stripInBoundsConstantOffsets()); }

std::string classNamed(const GlobalVariable &TypeInfo) { return TypeInfo.getName().drop_front(StringRef("_ZTI").size()).str(); }

bool isTypeInfo(const Value *V) {
  const auto *Variable = dyn_cast<GlobalVariable>(V);
  return Variable && Variable->getName().starts_with("_ZTI");
}

/// A number where the ABI has a pointer.
int64_t number(const Constant &C) {
  const auto *Cast = dyn_cast<ConstantExpr>(&C);
  const auto *Int = Cast && Cast->getOpcode() == Instruction::IntToPtr ? dyn_cast<ConstantInt>(Cast->getOperand(0)) : nullptr;
  return Int ? Int->getSExtValue() : 0;
}

/// Symbol of what a slot leads to. Empty for what no program may call.
std::string symbolIn(const Constant &Slot) {
  const auto *Symbol = dyn_cast<GlobalValue>(Slot.stripPointerCasts());
  const auto *Alias = dyn_cast_or_null<GlobalAlias>(Symbol);
  if (const GlobalObject *Aliasee = Alias ? Alias->getAliaseeObject() : nullptr)
    Symbol = Aliasee;
  if (!Symbol || Symbol->getName() == "__cxa_pure_virtual" || Symbol->getName() == "__cxa_deleted_virtual")
    return {};
  return symbolOf(*Symbol);
}

/// Offsets of virtual bases, the distance to the object's start, its type information, then the functions.
std::optional<ClassDescription::Table> describeTable(const ConstantArray &Entries) {
  unsigned First = 0, Count = Entries.getNumOperands();
  auto Entry = [&](unsigned At) { return cast<Constant>(Entries.getOperand(At)); };
  while (First < Count && !isa<GlobalValue>(Entry(First)->stripPointerCasts()))
    ++First;
  // Without type information a null stands in its place, just before the functions.
  if (First < Count && isTypeInfo(Entry(First)))
    ++First;
  if (First < 2 || First == Count)
    return std::nullopt;
  ClassDescription::Table Result{-number(*Entry(First - 2)), {}};
  for (unsigned At = First; At < Count; ++At)
    Result.Slots.push_back(symbolIn(*Entry(At)));
  return Result;
}

/// None for the type information of anything but a class.
std::optional<std::vector<ClassDescription::Base>> describeBases(const ConstantStruct &Info) {
  const GlobalVariable *Kind = variable(Info.getOperand(0));
  StringRef Name = Kind ? Kind->getName() : StringRef();
  std::vector<ClassDescription::Base> Bases;
  if (Name.ends_with("__class_type_infoE") && Info.getNumOperands() == 2)
    return Bases;
  if (Name.ends_with("__si_class_type_infoE") && Info.getNumOperands() == 3) {
    if (const GlobalVariable *Base = variable(Info.getOperand(2)))
      Bases.push_back({classNamed(*Base), 0});
    return Bases;
  }
  if (!Name.ends_with("__vmi_class_type_infoE"))
    return std::nullopt;
  constexpr unsigned FirstBase = 4, Virtual = 1, OffsetShift = 8;
  for (unsigned At = FirstBase; At + 1 < Info.getNumOperands(); At += 2) {
    const GlobalVariable *Base = variable(Info.getOperand(At));
    const auto *Flags = dyn_cast<ConstantInt>(Info.getOperand(At + 1));
    if (!Base || !Flags)
      continue;
    bool IsVirtual = Flags->getZExtValue() & Virtual;
    Bases.push_back({classNamed(*Base), IsVirtual ? std::nullopt : std::optional(Flags->getSExtValue() >> OffsetShift)});
  }
  return Bases;
}

} // namespace

std::vector<ClassDescription> describeClasses(const Module &M) {
  std::map<std::string, ClassDescription> Classes;
  auto Class = [&](const GlobalVariable &V) -> ClassDescription & {
    ClassDescription &Known = Classes[V.getName().drop_front(4).str()];
    Known.Local |= V.hasLocalLinkage();
    return Known;
  };
  for (const GlobalVariable &V : M.globals()) {
    // What is only here to be looked into belongs to another module, which describes it.
    if (!V.hasInitializer() || V.hasAvailableExternallyLinkage())
      continue;
    const auto *Parts = dyn_cast<ConstantStruct>(V.getInitializer());
    if (Parts && V.getName().starts_with("_ZTV")) {
      for (const Use &Part : Parts->operands())
        if (const auto *Entries = dyn_cast<ConstantArray>(Part))
          if (auto Table = describeTable(*Entries))
            Class(V).Tables.push_back(std::move(*Table));
    } else if (Parts && V.getName().starts_with("_ZTI")) {
      if (auto Bases = describeBases(*Parts))
        Class(V).Bases = std::move(*Bases);
    }
  }
  std::vector<ClassDescription> Result;
  for (auto &[Name, Description] : Classes) {
    Description.Name = Name;
    Result.push_back(std::move(Description));
  }
  return Result;
}

static bool isHeld(const Value &Address) {
  return any_of(Address.uses(), [](const Use &U) {
    const User *Holder = U.getUser();
    if (const auto *Variable = dyn_cast<GlobalVariable>(Holder))
      return !isTable(*Variable) && Variable->getSection() != "llvm.metadata";
    if (isa<BlockAddress>(Holder))
      return false;
    if (isa<Constant>(Holder) && !isa<GlobalValue>(Holder))
      return isHeld(*Holder);
    const auto *Call = dyn_cast<CallBase>(Holder);
    // An alias is another name of it; who holds that is asked like its own.
    return isa<GlobalAlias>(Holder) ? isHeld(*Holder) : !Call || !Call->isCallee(&U);
  });
}

bool isHeldOutsideTables(const Function &F) { return isHeld(F); }

} // namespace autojit
