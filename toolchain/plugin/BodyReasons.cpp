#include "BodyReasons.h"

#include "Instrumentation.h"
#include "autojit/Features.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr EagerReason Naked{"naked", "naked function: its body is the exact assembly that the author wrote"};
constexpr EagerReason BlockAddress{"block-address", "takes the address of a label (computed goto)"};
constexpr EagerReason InlineAssembly{"inline-asm", "contains inline assembly, whose symbols cannot be seen"};
constexpr EagerReason StackGuard{"stack-guard", "its stack protector reads a variable that only the code generator names"};
constexpr EagerReason SplitStack{"split-stack", "grows its stack by a routine that only the linker gives it (-fsplit-stack)"};
constexpr EagerReason Coroutine{"coroutine", "coroutine: split by a pass that must see its callers"};
constexpr EagerReason ThreadLocal{"thread-local", "names a thread-local variable other than by accessing it"};
constexpr EagerReason WholeProgram{"whole-program", "has a virtual call or a check that is decided over the whole program when it is linked"};
constexpr EagerReason IfuncTable{"ifunc-lto",
                                 "names a multiversioned function of its file: link-time optimization and assembly fail at a table with such a name"};
constexpr EagerReason Processor{"processor",
                                "made for a processor that the engine's code generator cannot be held to (AVX-512 without 512-bit registers)"};
constexpr EagerReason GeneralRegisters{"general-registers", "compiled without SSE or x87: only the compiler can refuse what needs them"};
constexpr EagerReason LocalEscape{"local-escape", "shares its frame with another function"};

/// True when `Is` holds for some global that the constant `V` is made of, or when it is nested too deep to tell.
template <typename Condition> bool anyGlobalIn(const Value *V, Condition Is, unsigned Depth = 0) {
  if (const auto *GV = dyn_cast<GlobalValue>(V))
    return Is(*GV);
  const auto *C = dyn_cast<Constant>(V);
  if (!C || Depth > 16)
    return C && Depth > 16;
  return any_of(C->operands(), [&](const Use &U) { return anyGlobalIn(U.get(), Is, Depth + 1); });
}

bool namesThreadLocal(const Value *V) {
  return anyGlobalIn(V, [](const GlobalValue &GV) { return GV.isThreadLocal(); });
}

/// C++ calls a multiversioned function by an alias of it.
bool namesIfunc(const Value *V) {
  return anyGlobalIn(V, [](const GlobalValue &GV) {
    const auto *Alias = dyn_cast<GlobalAlias>(&GV);
    return isa<GlobalIFunc>(GV) || (Alias && isa_and_nonnull<GlobalIFunc>(Alias->getAliasee()->stripPointerCastsAndAliases()));
  });
}

std::optional<EagerReason> reasonInBody(const Function &F, bool Reread) {
  for (const BasicBlock &BB : F)
    if (BB.hasAddressTaken())
      return BlockAddress;
  for (const Instruction &I : instructions(F)) {
    if (const auto *Call = dyn_cast<CallBase>(&I))
      if (const auto *Asm = dyn_cast<InlineAsm>(Call->getCalledOperand()))
        if (!StringRef(Asm->getAsmString()).trim().empty())
          return InlineAssembly;
    if (const auto *Intrinsic = dyn_cast<IntrinsicInst>(&I)) {
      switch (Intrinsic->getIntrinsicID()) {
      case Intrinsic::threadlocal_address:
        if (isa<GlobalVariable>(Intrinsic->getArgOperand(0)))
          continue; // reached through an accessor (ThreadLocals.cpp)
        break;
      case Intrinsic::localescape:
      case Intrinsic::localrecover:
        return LocalEscape;
      case Intrinsic::type_test:
      case Intrinsic::public_type_test:
      case Intrinsic::type_checked_load:
      case Intrinsic::type_checked_load_relative:
        return WholeProgram;
      default:
        if (Intrinsic->getCalledFunction()->getName().starts_with("llvm.instrprof."))
          return Instrumented;
        break;
      }
    }
    for (const Use &Operand : I.operands()) {
      if (isa<llvm::BlockAddress>(Operand))
        return BlockAddress;
      if (isa<Constant>(Operand) && namesThreadLocal(Operand))
        return ThreadLocal;
      if (Reread && isa<Constant>(Operand) && namesIfunc(Operand))
        return IfuncTable;
    }
  }
  return std::nullopt;
}

/// -mstack-protector-guard=global or -symbol: not the thread's own, which is at a fixed place.
bool readsGuardVariable(const Function &F) {
  const Module &M = *F.getParent();
  return (F.hasFnAttribute(Attribute::StackProtect) || F.hasFnAttribute(Attribute::StackProtectStrong) ||
          F.hasFnAttribute(Attribute::StackProtectReq)) &&
         (M.getStackProtectorGuard() == "global" || !M.getStackProtectorGuardSymbol().empty());
}

/// The compiler's code generator reports values that would need these registers, in the function's own words.
bool lacksFloatingPoint(StringRef Features) {
  return any_of(split(Features, ','), [](StringRef F) { return F == "-sse" || F == "-sse2" || F == "-x87" || F == "+soft-float"; });
}

std::optional<EagerReason> reasonInAttributes(const Function &F) {
  if (F.hasFnAttribute(Attribute::Naked))
    return Naked;
  if (isInstrumented(F))
    return Instrumented;
  if (readsGuardVariable(F))
    return StackGuard;
  if (F.hasFnAttribute("split-stack"))
    return SplitStack;
  if (F.isPresplitCoroutine())
    return Coroutine;
  return std::nullopt;
}

} // namespace

std::optional<EagerReason> BodyReasons::reasonInFeatures(const Function &F) {
  const StringRef Text = F.getFnAttribute("target-features").getValueAsString();
  if (Text.data() != Features.data()) { // one copy of each text is in the context
    Features = Text;
    OfFeatures = isBeyondEngine(Text) ? std::optional(Processor) : lacksFloatingPoint(Text) ? std::optional(GeneralRegisters) : std::nullopt;
  }
  return OfFeatures;
}

std::optional<EagerReason> BodyReasons::of(const Function &F) {
  auto [Place, New] = Known.try_emplace(&F);
  if (!New)
    return Place->second;
  std::optional<EagerReason> Reason = reasonInAttributes(F);
  if (!Reason)
    Reason = reasonInFeatures(F);
  if (!Reason)
    Reason = reasonInBody(F, Reread);
  // What is always inlined is part of its callers. A cycle is met as if it had no reason: only its first member can be asked for.
  if (!Reason)
    for (const Instruction &I : instructions(F))
      if (const auto *Call = dyn_cast<CallBase>(&I))
        if (const Function *Callee = Call->getCalledFunction())
          if (Callee->hasFnAttribute(Attribute::AlwaysInline) && !Callee->isDeclaration() && !Callee->isInterposable())
            if ((Reason = of(*Callee)))
              break;
  return Known[&F] = Reason;
}

} // namespace autojit
