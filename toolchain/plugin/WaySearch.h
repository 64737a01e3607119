#ifndef AUTOJIT_PLUGIN_WAY_SEARCH_H
#define AUTOJIT_PLUGIN_WAY_SEARCH_H

#include "WayWorld.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Operator.h"

namespace autojit {

/// One step of the way that is wanted: this instruction is to be reached; then the next one's function is entered, by the call that it is or, where
/// it only shows the function to other files, by a call of theirs.
struct WayStep {
  const llvm::Instruction *At;
};

/// The steps of one call from outside. Of several, each is made when the one before has come to its last step and has returned.
using WayCall = llvm::SmallVector<WayStep, 4>;

/// A function that runs.
struct WayFrame {
  const llvm::Function *F = nullptr;
  const llvm::BasicBlock *Previous = nullptr;
  llvm::BasicBlock::const_iterator Next;
  const llvm::CallBase *Site = nullptr; ///< none: other files' code called it
  unsigned Step = 0;                    ///< of the steps, the one that is wanted here; their number: it shall return
  llvm::SmallVector<WayValue, 8> Locals;
  llvm::DenseMap<const llvm::Value *, WayValue> Values;
};

struct WayState {
  WayWorld World;
  std::vector<WayFrame> Frames;
  unsigned Act = 0;     ///< which of the calls from outside
  unsigned Detours = 0; ///< turns that may still be other than the one that looks best
  unsigned Shown = 0;   ///< the step whose function other files may know and call, if any
  WayFrame &frame() { return Frames.back(); }
};

/// Looks for one run of the program that comes to an instruction without undefined behaviour, whatever the optimizer knows: if there is one, the
/// instruction stays. Not finding one says nothing.
class WaySearch {
public:
  WaySearch(const llvm::Module &M, const llvm::DenseSet<const llvm::GlobalValue *> &Released);
  /// Whether calls from outside, with whatever is needed, lead to the last one's last step. `Effort`: instructions that may be looked at.
  bool find(llvm::ArrayRef<WayCall> Calls, unsigned &Effort);
  /// Local variables whose first value may have been in the way, and how often.
  llvm::MapVector<const llvm::GlobalVariable *, unsigned> Blamed;
  /// True for functions of which an optimizer may know what they do, though they are only declared.
  bool isKnown(const llvm::Function &F) const;

private:
  enum class Outcome { Next, Dead, Found };
  struct Turn {
    const llvm::BasicBlock *To;
    unsigned Distance;
    size_t Order; ///< where it stands among the others
    std::optional<llvm::ConstantRange> If;
  };
  using Distances = llvm::DenseMap<const llvm::BasicBlock *, unsigned>;

  // WaySearch.cpp
  bool follow(WayState State);
  Outcome step(WayState &S, const llvm::Instruction &I);
  bool turn(WayState &S, const llvm::Instruction &End, bool &Found);
  bool enterBlock(WayState &S, const llvm::BasicBlock &To);
  const Distances &distances(const llvm::Function &F, const llvm::BasicBlock *Goal);
  bool leave(WayState &S, const llvm::ReturnInst &Return);
  WayValue valueOf(WayState &S, const llvm::Value *V);
  Outcome memory(WayState &S, const llvm::Instruction &I);
  std::optional<WayValue> address(WayState &S, const llvm::GEPOperator &Place);
  WayValue part(WayState &S, const llvm::ExtractValueInst &Part);
  bool limit(WayState &S, const llvm::Instruction &I, WayValue V);

  // WayCalls.cpp
  Outcome call(WayState &S, const llvm::CallBase &Call);
  Outcome intrinsic(WayState &S, const llvm::CallBase &Call, const llvm::Function &Callee);
  Outcome outside(WayState &S, const llvm::CallBase &Call, const llvm::Function *Callee);
  Outcome library(WayState &S, const llvm::CallBase &Call, const llvm::Function &Callee);
  bool checkArguments(WayState &S, const llvm::CallBase &Call);
  bool takeArguments(WayState &S, WayFrame &Into, const llvm::CallBase &Call);
  std::optional<WayValue> answer(WayState &S, const llvm::CallBase &Call);
  bool enter(WayState &S, const llvm::Function &F, const llvm::CallBase *Site, unsigned Step);
  bool enterReleased(WayState &S);
  llvm::ArrayRef<WayStep> steps(const WayState &S) const { return Acts[S.Act]; }
  unsigned stepCount(const WayState &S) const { return static_cast<unsigned>(steps(S).size()); }
  bool isWanted(const WayState &S, const llvm::Instruction &I) const;
  void show(WayState &S, bool Shown);
  bool finish(WayState &S, const llvm::CallBase &Call, WayValue V);

  const llvm::Module &M;
  const llvm::DenseSet<const llvm::GlobalValue *> &Released;
  llvm::TargetLibraryInfoImpl Library;
  bool Initialized;
  llvm::ArrayRef<WayCall> Acts;
  bool CutShort = false; ///< there were turns that were not tried
  unsigned *Effort = nullptr;
  std::vector<WayExpression> Expressions;
  llvm::DenseMap<std::pair<const llvm::Function *, const llvm::BasicBlock *>, Distances> Known;
};

} // namespace autojit

#endif
