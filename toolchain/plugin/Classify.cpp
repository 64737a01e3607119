#include "Classify.h"

#include "LoaderCalls.h"
#include "autojit/Symbols.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalIFunc.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr EagerReason Ifunc{"ifunc-resolver", "resolver of an ifunc, or called by one: the dynamic linker calls it before the program runs"};
constexpr EagerReason LoaderCalls{"called-by-loader", "the dynamic loader calls it, or what calls it, when the engine is loaded (a replaced malloc)"};
constexpr EagerReason StaticInit{"static-initializer", "static initializer or finalizer: it runs in any case"};
constexpr EagerReason ModuleAsm{"module-asm", "named in module-level assembly"};
constexpr EagerReason Section{"section", "placed in a section of its own by the source"};
constexpr EagerReason PrefixData{"prefix-data", "has prefix or prologue data that callers read"};
constexpr EagerReason Convention{"calling-convention", "its callers may keep a value in %r11, which a stub needs"};

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

FunctionSet ifuncResolvers(const Module &M) {
  FunctionSet Result;
  for (const GlobalIFunc &I : M.ifuncs())
    if (const Function *F = I.getResolverFunction())
      Result.insert(F);
  addReached(Result);
  return Result;
}

/// True when no caller has an argument in %r11 nor expects to find there what it left: those conventions are not listed.
bool leavesR11(const Function &F) {
  if (F.hasFnAttribute("no_caller_saved_registers"))
    return false;
  switch (F.getCallingConv()) {
  case CallingConv::C:
  case CallingConv::Fast:
  case CallingConv::Cold:
  case CallingConv::Tail:
  case CallingConv::Swift:
  case CallingConv::SwiftTail:
  case CallingConv::PreserveMost:
  case CallingConv::PreserveAll:
  case CallingConv::X86_64_SysV:
  case CallingConv::Win64:
  case CallingConv::X86_RegCall:
  case CallingConv::X86_VectorCall:
  case CallingConv::X86_StdCall:
  case CallingConv::X86_FastCall:
  case CallingConv::X86_ThisCall:
    return true;
  default:
    return false;
  }
}

} // namespace

Classification classifyFunctions(Module &M, BodyReasons &Bodies, const Choices &Wanted, const std::optional<EagerReason> &WholeFile) {
  const DenseSet<const Function *> Initializers = staticInitializers(M);
  const FunctionSet Resolvers = ifuncResolvers(M);
  const FunctionSet CalledByLoader = findLoaderCalls(M);
  const StringSet<> AsmWords = wordsOfModuleAsm(M);

  auto Reason = [&](const Function &F) -> std::optional<EagerReason> {
    if (Resolvers.contains(&F))
      return Ifunc;
    if (CalledByLoader.contains(&F))
      return LoaderCalls;
    if (Initializers.contains(&F))
      return StaticInit;
    if (AsmWords.contains(symbolOf(F)))
      return ModuleAsm;
    if (F.hasSection())
      return F.getSection() == ".text.startup" ? StaticInit : Section;
    if (F.hasPrefixData() || F.hasPrologueData() || F.hasMetadata(LLVMContext::MD_kcfi_type) || F.hasMetadata(LLVMContext::MD_func_sanitize))
      return PrefixData;
    if (!leavesR11(F))
      return Convention;
    if (auto Chosen = Wanted.of(F))
      return Chosen;
    if (WholeFile)
      return WholeFile;
    return Bodies.of(F);
  };

  Classification Result;
  for (Function &F : M)
    if (!F.isDeclarationForLinker())
      Result.insert({&F, Reason(F)});
  return Result;
}

} // namespace autojit
