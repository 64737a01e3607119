#include "LinkTimeChecks.h"

#include "SureCalls.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr EagerReason LinkTimeCheck{"link-time-check", "its file calls a function that may exist nowhere, and only the optimizer removes that call"};

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

using Checks = SmallSetVector<const Function *, 8>;

/// True when no copy of `F` remains once it is inlined everywhere.
bool vanishesWhenInlined(const Function &F) { return F.isDiscardableIfUnused(); }

/// What a function does first it does whenever it runs; a check depends on something. Whether a local function runs at all depends on its callers.
bool isCheck(const CallBase &Call) {
  const Function &F = *Call.getFunction();
  return (Call.getParent() != &F.getEntryBlock() || vanishesWhenInlined(F)) && looksLikeCheck(Call);
}

bool holdsOneOf(const Function &F, const Checks &Which) {
  return any_of(instructions(F), [&](const Instruction &I) {
    const auto *Call = dyn_cast<CallBase>(&I);
    return Call && isCheck(*Call) && Which.contains(Call->getCalledFunction());
  });
}

SymbolSet symbolsOf(const Checks &Which) {
  SymbolSet Result;
  for (const Function *Callee : Which)
    Result.insert(Callee->getName());
  return Result;
}

/// The functions that are called in such checks.
Checks checkedIn(const Module &M) {
  Checks Result;
  for (const Function &F : M)
    for (const Instruction &I : instructions(F))
      if (const auto *Call = dyn_cast<CallBase>(&I); Call && isCheck(*Call))
        Result.insert(Call->getCalledFunction());
  return Result;
}

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

/// What holds one of the checks, and what is inlined with it.
SetVector<Function *> withChecks(Module &M, const Checks &Which) {
  SetVector<Function *> Kept;
  for (Function &F : M)
    if (holdsOneOf(F, Which))
      Kept.insert(&F);
  for (size_t I = 0; I != Kept.size(); ++I)
    addCallers(*Kept[I], Kept);
  for (size_t I = 0; I != Kept.size(); ++I)
    addHelpers(*Kept[I], Kept);
  return Kept;
}

void keep(Function *F, Classification &Functions) {
  if (auto *Known = Functions.find(F); Known != Functions.end() && !Known->second)
    Known->second = LinkTimeCheck;
}

bool isAnyLazy(const Classification &Functions) {
  return any_of(Functions, [](const auto &Each) { return !Each.second; });
}

/// What is named by a value, through constants.
void addNamed(const Value &V, SmallPtrSetImpl<const Value *> &Seen, SetVector<GlobalValue *> &Named) {
  if (!Seen.insert(&V).second)
    return;
  if (const auto *G = dyn_cast<GlobalValue>(&V)) {
    Named.insert(const_cast<GlobalValue *>(G));
  } else if (const auto *C = dyn_cast<Constant>(&V)) {
    for (const Use &Part : C->operands())
      addNamed(*Part, Seen, Named);
  }
}

/// What a function's body names.
void addNamedIn(const Function &F, SmallPtrSetImpl<const Value *> &Seen, SetVector<GlobalValue *> &Named) {
  for (const Instruction &I : instructions(F))
    for (const Use &Operand : I.operands())
      addNamed(*Operand, Seen, Named);
}

/// The functions that use `V`, also in constants.
void addUsers(const Value &V, SmallPtrSetImpl<const Value *> &Seen, SetVector<Function *> &Users) {
  for (const User *U : V.users())
    if (const auto *I = dyn_cast<Instruction>(U))
      Users.insert(const_cast<Function *>(I->getFunction()));
    else if (Seen.insert(U).second)
      addUsers(*U, Seen, Users);
}

/// What a check may depend on by variables of this file: the functions that name them.
void addSharers(SetVector<Function *> &Kept) {
  SmallPtrSet<const Value *, 32> Seen, SeenUsers;
  for (size_t I = 0; I != Kept.size(); ++I) {
    SetVector<GlobalValue *> Named;
    addNamedIn(*Kept[I], Seen, Named);
    for (const GlobalValue *Each : Named)
      if (const auto *G = dyn_cast<GlobalVariable>(Each); G && G->hasLocalLinkage() && !G->isConstant())
        addUsers(*G, SeenUsers, Kept);
  }
}

SetVector<GlobalValue *> namedByLazy(const Classification &Functions) {
  SmallPtrSet<const Value *, 32> Seen;
  SetVector<GlobalValue *> Named;
  for (const auto &[F, Reason] : Functions)
    if (!Reason)
      addNamedIn(*F, Seen, Named);
  return Named;
}

/// A copy in which the lazy functions are somebody else's, who may do anything with what they name: what the optimizer will see of the module.
std::unique_ptr<Module> withoutLazy(const Module &M, const Classification &Functions, ArrayRef<GlobalValue *> Named) {
  ValueToValueMapTy Copied;
  std::unique_ptr<Module> Copy = CloneModule(M, Copied, [&](const GlobalValue *G) {
    const auto *Known = Functions.find(dyn_cast<Function>(const_cast<GlobalValue *>(G)));
    return Known == Functions.end() || Known->second;
  });
  for (GlobalValue *G : Named)
    if (auto &Same = cast<GlobalValue>(*Copied[G]); Same.hasLocalLinkage())
      Same.setLinkage(GlobalValue::ExternalLinkage);
  return Copy;
}

/// True when the object will not ask for any of these functions, which the optimizer can do without.
bool remainRemoved(const Checks &Removed, const Module &M, const Classification &Functions, const TrialObject &Trial) {
  const SetVector<GlobalValue *> Named = namedByLazy(Functions);
  if (any_of(Removed, [&](const Function *Callee) { return Named.contains(const_cast<Function *>(Callee)); }))
    return false;
  const std::optional<SymbolSet> Left = Trial.needed(symbolsOf(Removed), withoutLazy(M, Functions, Named.getArrayRef()));
  return Left && Left->empty();
}

} // namespace

void keepLinkTimeChecks(Module &M, Classification &Functions, const TrialObject &Trial) {
  if (!isAnyLazy(Functions))
    return;
  Checks Removed = checkedIn(M);
  if (Removed.empty())
    return;
  SureCalls Sure(M);
  Removed.remove_if([&](const Function *Callee) { return Sure.needs(*Callee); });
  if (Removed.empty())
    return;
  if (const std::optional<SymbolSet> Needed = Trial.needed(symbolsOf(Removed), CloneModule(M)))
    Removed.remove_if([&](const Function *Callee) { return Needed->contains(Callee->getName()); });
  if (Removed.empty())
    return;
  for (Function *F : withChecks(M, Removed))
    keep(F, Functions);
  if (!remainRemoved(Removed, M, Functions, Trial)) // what decides them is spread over the file
    for (auto &[F, Reason] : Functions)
      keep(F, Functions);
}

void keepAllLinkTimeChecks(Module &M, Classification &Functions) {
  SetVector<Function *> Kept = withChecks(M, checkedIn(M));
  addSharers(Kept);
  for (Function *F : Kept)
    keep(F, Functions);
}

} // namespace autojit
