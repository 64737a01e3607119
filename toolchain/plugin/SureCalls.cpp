#include "SureCalls.h"

#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace autojit {
namespace {

/// Instructions that may be looked at for one callee, and for one way to it.
constexpr unsigned Patience = 20000, PatienceForOne = 4000;
/// Ways that are tried for one call, and functions that lead to it.
constexpr unsigned MostWays = 6, LongestWay = 12;

/// What other files reach by the variables of this one that they know.
DenseSet<const GlobalValue *> releasedBy(const Module &M) {
  DenseSet<const GlobalValue *> Result;
  SmallVector<const Constant *, 32> Work;
  SmallPtrSet<const Constant *, 32> Seen;
  for (const GlobalVariable &G : M.globals())
    if (G.hasInitializer() && G.hasExternalLinkage() && !G.getName().starts_with("llvm."))
      Work.push_back(G.getInitializer());
  while (!Work.empty()) {
    const Constant *C = Work.pop_back_val();
    if (!Seen.insert(C).second)
      continue;
    if (const auto *G = dyn_cast<GlobalValue>(C)) {
      Result.insert(G);
      if (const auto *V = dyn_cast<GlobalVariable>(G); V && V->hasInitializer())
        Work.push_back(V->getInitializer());
      continue;
    }
    for (const Use &Part : C->operands())
      if (const auto *Constant = dyn_cast<llvm::Constant>(Part))
        Work.push_back(Constant);
  }
  return Result;
}

DenseSet<const Function *> aliasedIn(const Module &M) {
  DenseSet<const Function *> Result;
  for (const GlobalAlias &A : M.aliases())
    if (A.hasExternalLinkage())
      if (const auto *F = dyn_cast<Function>(A.getAliasee()->stripPointerCasts()))
        Result.insert(F);
  return Result;
}

/// The instructions that use `V`, also through constants and local variables that hold it.
void usersOf(const Value &V, SmallVectorImpl<const Instruction *> &Found, SmallPtrSetImpl<const Value *> &Seen) {
  for (const User *U : V.users()) {
    if (const auto *I = dyn_cast<Instruction>(U)) {
      if (!is_contained(Found, I))
        Found.push_back(I);
    } else if (Seen.insert(U).second && Found.size() < 16) {
      usersOf(*U, Found, Seen);
    }
  }
}

} // namespace

SureCalls::SureCalls(const Module &M) : Released(releasedBy(M)), Aliased(aliasedIn(M)), Search(M, Released) {}

/// Functions that other files can call whenever they want, with whatever they want.
bool SureCalls::isRoot(const Function &F) const {
  return !F.isDeclaration() && (F.hasExternalLinkage() || (F.hasLocalLinkage() && (Released.contains(&F) || Aliased.contains(&F))));
}

/// From functions that others can call to the instruction, the shortest first.
std::vector<WayCall> SureCalls::waysTo(const Instruction &Last, unsigned Most) const {
  std::vector<WayCall> Result, Ways{{WayStep{&Last}}};
  SmallPtrSet<const Function *, 16> Met{Last.getFunction()};
  for (size_t I = 0; I != Ways.size() && Result.size() < Most; ++I) {
    const WayCall Way = Ways[I];
    const Function &F = *Way.front().At->getFunction();
    if (isRoot(F))
      Result.push_back(Way);
    if (F.hasExternalLinkage() || Way.size() >= LongestWay || Ways.size() > 64)
      continue;
    SmallVector<const Instruction *, 16> Users;
    SmallPtrSet<const Value *, 16> Seen;
    usersOf(F, Users, Seen);
    for (const Instruction *User : Users)
      if (User->getFunction() != &F && (Met.insert(User->getFunction()).second || Way.size() == 1)) {
        WayCall Longer{WayStep{User}};
        append_range(Longer, Way);
        Ways.push_back(std::move(Longer));
      }
  }
  return Result;
}

bool SureCalls::find(ArrayRef<WayCall> Calls, unsigned &Effort) {
  unsigned Share = std::min(Effort, PatienceForOne);
  const unsigned Given = Share;
  const bool Found = Search.find(Calls, Share);
  Effort -= Given - Share;
  return Found;
}

/// Instructions that change `G`, or show it to others.
SmallVector<const Instruction *, 8> changesOf(const GlobalVariable &G) {
  SmallVector<const Instruction *, 16> Users;
  SmallPtrSet<const Value *, 16> Seen;
  usersOf(G, Users, Seen);
  SmallVector<const Instruction *, 8> Result;
  for (size_t I = 0; I != Users.size() && I < 64; ++I) {
    const Instruction *User = Users[I];
    if (isa<GetElementPtrInst>(User))
      usersOf(*User, Users, Seen);
    else if (isa<StoreInst>(User) || (isa<CallBase>(User) && !isa<IntrinsicInst>(User)))
      Result.push_back(User);
  }
  return Result;
}

bool SureCalls::needs(const Function &Callee) {
  if (Callee.getMemoryEffects() != MemoryEffects::unknown() || Search.isKnown(Callee))
    return false;
  if (Released.contains(&Callee))
    return true;
  // First those that others can come to at once.
  SmallVector<const CallBase *, 16> Calls, Inner;
  for (const User *U : Callee.users())
    if (const auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledOperand() == &Callee &&
                                                  Call->getFunctionType() == Callee.getFunctionType() &&
                                                  Call->getMemoryEffects() == MemoryEffects::unknown())
      (isRoot(*Call->getFunction()) ? Calls : Inner).push_back(Call);
  append_range(Calls, Inner);
  Search.Blamed.clear();
  unsigned Effort = Patience;
  std::vector<WayCall> Ways;
  for (const CallBase *Call : Calls)
    append_range(Ways, waysTo(*Call, MostWays));
  for (const WayCall &Way : Ways)
    if (Effort && find(Way, Effort))
      return true;
  // Perhaps a variable of this file has to have another value first.
  Effort = Patience * 4;
  const auto Blamed = Search.Blamed.takeVector();
  SmallVector<std::pair<unsigned, size_t>, 8> Order;
  for (const auto &[Index, Each] : enumerate(Blamed))
    Order.push_back({~Each.second, Index});
  llvm::sort(Order);
  for (const auto &[Rarity, Index] : Order)
    for (const Instruction *Change : changesOf(*Blamed[Index].first))
      for (const WayCall &Before : waysTo(*Change, 2))
        for (const WayCall &Way : ArrayRef(Ways).take_front(3))
          if (Effort && find({Before, Way}, Effort))
            return true;
  return false;
}

} // namespace autojit
