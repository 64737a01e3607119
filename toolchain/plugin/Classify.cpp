#include "Classify.h"

#include "autojit/Symbols.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr EagerReason Naked{"naked", "naked function: its body is the exact assembly that the author wrote"};
constexpr EagerReason Ifunc{"ifunc-resolver", "resolver of an ifunc: the dynamic linker calls it before the program runs"};
constexpr EagerReason StaticInit{"static-initializer", "static initializer or finalizer: it runs in any case"};
constexpr EagerReason BlockAddress{"block-address", "takes the address of a label (computed goto)"};
constexpr EagerReason ModuleAsm{"module-asm", "named in module-level assembly"};
constexpr EagerReason InlineAssembly{"inline-asm", "contains inline assembly, whose symbols cannot be seen"};
constexpr EagerReason Section{"section", "placed in a section of its own by the source"};
constexpr EagerReason PrefixData{"prefix-data", "has prefix or prologue data that callers read"};
constexpr EagerReason Instrumented{"instrumented", "instrumented by the compiler (sanitizer, profile or coverage)"};
constexpr EagerReason Coroutine{"coroutine", "coroutine: split by a pass that must see its callers"};
constexpr EagerReason ThreadLocal{"thread-local", "names a thread-local variable other than by accessing it"};
constexpr EagerReason LocalEscape{"local-escape", "shares its frame with another function"};

/// Words of module-level assembly: anything there that is a function's symbol may be called or redefined by it.
StringSet<> wordsOfModuleAsm(const Module &M) {
  StringSet<> Words;
  StringRef Rest = M.getModuleInlineAsm();
  auto IsWord = [](char C) { return isAlnum(C) || C == '_' || C == '.' || C == '$'; };
  while (!Rest.empty()) {
    Rest = Rest.drop_until(IsWord);
    StringRef Word = Rest.take_while(IsWord);
    Words.insert(Word);
    Rest = Rest.drop_front(Word.size());
  }
  return Words;
}

/// Functions listed in llvm.global_ctors and llvm.global_dtors.
DenseSet<const Function *> staticInitializers(const Module &M) {
  DenseSet<const Function *> Result;
  for (StringRef Name : {"llvm.global_ctors", "llvm.global_dtors"}) {
    const GlobalVariable *List = M.getNamedGlobal(Name);
    const auto *Array = List && List->hasInitializer() ? dyn_cast<ConstantArray>(List->getInitializer()) : nullptr;
    if (!Array)
      continue;
    for (const Use &Entry : Array->operands())
      if (const auto *Struct = dyn_cast<ConstantStruct>(Entry))
        if (const auto *F = dyn_cast<Function>(Struct->getOperand(1)->stripPointerCasts()))
          Result.insert(F);
  }
  return Result;
}

DenseSet<const Function *> ifuncResolvers(const Module &M) {
  DenseSet<const Function *> Result;
  for (const GlobalIFunc &I : M.ifuncs())
    if (const Function *F = I.getResolverFunction())
      Result.insert(F);
  return Result;
}

bool isInstrumented(const Function &F) {
  for (Attribute::AttrKind Kind :
       {Attribute::SanitizeAddress, Attribute::SanitizeHWAddress, Attribute::SanitizeMemory, Attribute::SanitizeThread, Attribute::SanitizeMemTag,
        Attribute::SanitizeType, Attribute::SanitizeRealtime, Attribute::SanitizeNumericalStability})
    if (F.hasFnAttribute(Kind))
      return true;
  for (StringRef Name :
       {"instrument-function-entry", "instrument-function-entry-inlined", "instrument-function-exit", "instrument-function-exit-inlined",
        "fentry-call", "xray-instruction-threshold", "function-instrument", "patchable-function-entry"})
    if (F.hasFnAttribute(Name))
      return true;
  return false;
}

/// True when some constant that `V` is made of is a thread-local variable.
bool namesThreadLocal(const Value *V, unsigned Depth = 0) {
  if (const auto *GV = dyn_cast<GlobalValue>(V))
    return GV->isThreadLocal();
  const auto *C = dyn_cast<Constant>(V);
  if (!C || Depth > 16)
    return C && Depth > 16;
  return any_of(C->operands(), [&](const Use &U) { return namesThreadLocal(U.get(), Depth + 1); });
}

std::optional<EagerReason> reasonInBody(const Function &F) {
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
    }
  }
  return std::nullopt;
}

} // namespace

Classification classifyFunctions(Module &M) {
  const DenseSet<const Function *> Initializers = staticInitializers(M);
  const DenseSet<const Function *> Resolvers = ifuncResolvers(M);
  const StringSet<> AsmWords = wordsOfModuleAsm(M);

  auto Reason = [&](const Function &F) -> std::optional<EagerReason> {
    if (F.hasFnAttribute(Attribute::Naked))
      return Naked;
    if (Resolvers.contains(&F))
      return Ifunc;
    if (Initializers.contains(&F))
      return StaticInit;
    if (AsmWords.contains(symbolOf(F)))
      return ModuleAsm;
    if (F.hasSection())
      return F.getSection() == ".text.startup" ? StaticInit : Section;
    if (F.hasPrefixData() || F.hasPrologueData() || F.hasMetadata(LLVMContext::MD_kcfi_type) || F.hasMetadata(LLVMContext::MD_func_sanitize))
      return PrefixData;
    if (isInstrumented(F))
      return Instrumented;
    if (F.isPresplitCoroutine())
      return Coroutine;
    return reasonInBody(F);
  };

  Classification Result;
  for (Function &F : M)
    if (!F.isDeclarationForLinker())
      Result.insert({&F, Reason(F)});
  return Result;
}

} // namespace autojit
