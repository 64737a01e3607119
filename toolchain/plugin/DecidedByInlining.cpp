#include "DecidedByInlining.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Metadata.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr EagerReason LoopPragma{"loop-pragma",
                                 "has a loop that the source wants transformed (unroll, vectorize, distribute), is inlined into such a "
                                 "function or inlines one: the compiler warns where it cannot"};
constexpr EagerReason AsmConstant{"asm-constant",
                                  "is inlined into, or inlines, a function whose inline assembly needs a constant that the optimizer finds"};

/// Settings that demand something, alone or by a value other than 0 and 1; `vectorize.width` 1 and `unroll.disable` ask that it be left alone.
bool isDemand(const MDNode &Setting) {
  const auto *Name = Setting.getNumOperands() > 0 ? dyn_cast<MDString>(Setting.getOperand(0)) : nullptr;
  if (!Name)
    return false;
  const auto *Value = Setting.getNumOperands() > 1 ? mdconst::dyn_extract<ConstantInt>(Setting.getOperand(1)) : nullptr;
  const StringRef Text = Name->getString();
  if (Text == "llvm.loop.unroll.full" || Text.ends_with(".enable"))
    return Text.starts_with("llvm.loop.") && (!Value || !Value->isZero());
  return (Text == "llvm.loop.vectorize.width" || Text == "llvm.loop.interleave.count" || Text == "llvm.loop.unroll.count" ||
          Text == "llvm.loop.unroll_and_jam.count") &&
         Value && Value->getZExtValue() > 1;
}

bool hasDemandingLoop(const Function &F) {
  return any_of(F, [](const BasicBlock &Block) {
    const Instruction *End = Block.getTerminator();
    const MDNode *Loop = End ? End->getMetadata(LLVMContext::MD_loop) : nullptr;
    return Loop && any_of(drop_begin(Loop->operands()), [](const MDOperand &Operand) {
             const auto *Setting = dyn_cast<MDNode>(Operand);
             return Setting && isDemand(*Setting);
           });
  });
}

/// True when all that the operand may be are constants: "i", "n", and the letters for constants of some size.
bool takesOnlyConstants(const InlineAsm::ConstraintInfo &Operand) {
  return Operand.Type == InlineAsm::isInput && !Operand.Codes.empty() &&
         all_of(Operand.Codes, [](StringRef Code) { return Code.size() == 1 && StringRef("insIJKLMNOeZEFGC").contains(Code.front()); });
}

/// True when such an operand is not a constant yet.
bool awaitsConstant(const CallBase &Call, const InlineAsm &Asm) {
  unsigned Argument = 0;
  for (const InlineAsm::ConstraintInfo &Operand : Asm.ParseConstraints()) {
    if (Operand.Type == InlineAsm::isClobber || Operand.Type == InlineAsm::isLabel || (Operand.Type == InlineAsm::isOutput && !Operand.isIndirect))
      continue;
    if (Argument >= Call.arg_size())
      break;
    if (takesOnlyConstants(Operand) && !isa<Constant>(Call.getArgOperand(Argument)))
      return true;
    ++Argument;
  }
  return false;
}

bool hasAsmAwaitingConstant(const Function &F) {
  return any_of(instructions(F), [](const Instruction &I) {
    const auto *Call = dyn_cast<CallBase>(&I);
    const auto *Asm = Call ? dyn_cast<InlineAsm>(Call->getCalledOperand()) : nullptr;
    return Asm && awaitsConstant(*Call, *Asm);
  });
}

bool mayBeInlined(const Function &F) { return !F.isDeclaration() && !F.hasFnAttribute(Attribute::NoInline) && !F.isInterposable(); }

/// The calls that may inline `F`.
template <typename Action> void forEachCall(const Function &F, Action Act) {
  if (mayBeInlined(F))
    for (const Use &U : F.uses())
      if (const auto *Call = dyn_cast<CallBase>(U.getUser()); Call && Call->isCallee(&U))
        Act(*Call);
}

void addInlined(SetVector<Function *> &Callers) {
  for (size_t I = 0; I != Callers.size(); ++I)
    for (const Instruction &Site : instructions(*Callers[I]))
      if (const auto *Call = dyn_cast<CallBase>(&Site))
        if (Function *Callee = Call->getCalledFunction(); Callee && mayBeInlined(*Callee))
          Callers.insert(Callee);
}

/// The compiler looks at each copy of a loop: all that `Loops` may be inlined into, and all that may be inlined into them.
SetVector<Function *> aroundLoops(ArrayRef<Function *> Loops) {
  SetVector<Function *> Callers(Loops.begin(), Loops.end()), Result(Loops.begin(), Loops.end());
  for (size_t I = 0; I != Callers.size(); ++I)
    forEachCall(*Callers[I], [&](const CallBase &Call) { Callers.insert(const_cast<Function *>(Call.getFunction())); });
  addInlined(Result);
  Result.insert(Callers.begin(), Callers.end());
  return Result;
}

/// An operand is a constant at the latest where all arguments are; up to there, callers may take it from what they inline.
SetVector<Function *> aroundAssembly(ArrayRef<Function *> Assembly) {
  SetVector<Function *> Open(Assembly.begin(), Assembly.end()), Deciding;
  for (size_t I = 0; I != Open.size(); ++I)
    forEachCall(*Open[I], [&](const CallBase &Call) {
      if (Call.arg_empty()) // its caller adds nothing
        return;
      const bool IsDecided = all_of(Call.args(), [](const Use &Argument) { return isa<Constant>(Argument); });
      (IsDecided ? Deciding : Open).insert(const_cast<Function *>(Call.getFunction()));
    });
  addInlined(Open);
  Open.insert(Deciding.begin(), Deciding.end());
  return Open;
}

} // namespace

void keepDecidedByInlining(Module &M, Classification &Functions, const CommandLine &Options) {
  std::vector<Function *> Loops, Assembly;
  const bool WarnsOfLoops = Options.warnsOf("pass-failed");
  for (Function &F : M) {
    if (WarnsOfLoops && hasDemandingLoop(F))
      Loops.push_back(&F);
    if (hasAsmAwaitingConstant(F))
      Assembly.push_back(&F);
  }
  auto Keep = [&](const SetVector<Function *> &Found, const EagerReason &Reason) {
    for (Function *F : Found)
      if (auto *Known = Functions.find(F); Known != Functions.end() && !Known->second)
        Known->second = Reason;
  };
  Keep(aroundLoops(Loops), LoopPragma);
  Keep(aroundAssembly(Assembly), AsmConstant);
}

} // namespace autojit
