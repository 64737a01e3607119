#include "LinkTimeChecks.h"

#include "SureCalls.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr EagerReason LinkTimeCheck{"link-time-check", "may call a function that exists nowhere, in a call that only the optimizer removes"};

/// Local functions up to this size (IR instructions) are taken for ones that the optimizer inlines to decide a condition.
constexpr unsigned LargestHelper = 100;

/// Whether rustc made this name, in its present scheme or the one before (`_ZN…17h<16 digits>E`). Its crates define all that they call.
bool isRust(StringRef Name) {
  constexpr size_t Hash = sizeof("17h0123456789abcdefE") - 1;
  return Name.starts_with("_R") || (Name.starts_with("_ZN") && Name.size() > Hash && Name.substr(Name.size() - Hash).starts_with("17h"));
}

/// The form that such checks have: nothing goes in, nothing comes out, and the call returns. Names with two underscores belong to the implementation,
/// which defines them.
bool looksLikeCheck(const CallBase &Call) {
  const Function *Callee = Call.getCalledFunction();
  return Callee && Callee->isDeclaration() && !Callee->isIntrinsic() && Callee->hasExternalLinkage() && Callee->getReturnType()->isVoidTy() &&
         Call.arg_empty() && Callee->arg_empty() && !Call.doesNotReturn() && !Callee->getName().starts_with("__") && !isRust(Callee->getName());
}

/// Whether `F` calls, under a condition, what the program may do without: what a function does first it does in any case; a check depends on
/// something.
bool holdsCheck(const Function &F, function_ref<bool(const Function &)> IsNeeded) {
  return !F.isDeclaration() && any_of(instructions(F), [&](const Instruction &I) {
    const auto *Call = dyn_cast<CallBase>(&I);
    return Call && Call->getParent() != &F.getEntryBlock() && looksLikeCheck(*Call) && !IsNeeded(*Call->getCalledFunction());
  });
}

/// True when no copy of `F` remains once it is inlined everywhere.
bool vanishesWhenInlined(const Function &F) { return F.isDiscardableIfUnused(); }

/// Where a helper with a check is inlined, the check goes along.
void addCallers(const Function &F, SetVector<Function *> &Kept) {
  if (!vanishesWhenInlined(F))
    return;
  for (const User *U : F.users())
    if (const auto *Call = dyn_cast<CallBase>(U))
      Kept.insert(const_cast<Function *>(Call->getFunction()));
}

/// What is inlined to decide a check's condition.
void addHelpers(const Function &F, SetVector<Function *> &Kept) {
  for (const Instruction &I : instructions(F))
    if (const auto *Call = dyn_cast<CallBase>(&I))
      if (Function *Callee = Call->getCalledFunction();
          Callee && !Callee->isDeclaration() && vanishesWhenInlined(*Callee) && Callee->getInstructionCount() <= LargestHelper)
        Kept.insert(Callee);
}

} // namespace

void keepLinkTimeChecks(Module &M, Classification &Functions, bool Linked) {
  std::optional<SureCalls> Sure;
  DenseMap<const Function *, bool> Needed;
  auto IsNeeded = [&](const Function &Callee) {
    if (Linked)
      return false;
    auto [Place, New] = Needed.try_emplace(&Callee, false);
    if (New) {
      if (!Sure)
        Sure.emplace(M);
      Place->second = Sure->needs(Callee);
    }
    return Place->second;
  };
  SetVector<Function *> Kept;
  for (Function &F : M)
    if (holdsCheck(F, IsNeeded))
      Kept.insert(&F);
  for (size_t I = 0; I != Kept.size(); ++I)
    addCallers(*Kept[I], Kept);
  for (size_t I = 0; I != Kept.size(); ++I)
    addHelpers(*Kept[I], Kept);
  for (Function *F : Kept)
    if (auto *Known = Functions.find(F); Known != Functions.end() && !Known->second)
      Known->second = LinkTimeCheck;
}

} // namespace autojit
