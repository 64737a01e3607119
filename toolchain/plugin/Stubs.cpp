#include "Stubs.h"

#include "AssemblyStubs.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;

namespace autojit {
namespace {

// Touches %r11 only, which carries no argument in any calling convention, so arguments, varargs, sret and the stack pass untouched.
// A plain load orders against the runtime's release store on x86. The resolver is reached through the GOT: a lazily bound PLT entry would
// destroy %r11. Encoded sizes: 7 + 3 + 2 + 3, then 7 + 6. With branch
// protection the code generator puts an endbr64 before it. AssemblyStubs.cpp has the same instructions.
constexpr const char *StubAsm = "movq ${0:p}+${1:c}(%rip), %r11\n\t"
                                "testq %r11, %r11\n\t"
                                "je 1f\n\t"
                                "jmpq *%r11\n"
                                "1:\tleaq ${0:p}+${1:c}(%rip), %r11\n\t"
                                "jmpq *__autojit_resolve@GOTPCREL(%rip)";

/// What would make the code generator add something to the stub, or another pass look into it.
void trimAttributes(Function &Stub) {
  for (Attribute::AttrKind Kind :
       {Attribute::AlwaysInline, Attribute::InlineHint, Attribute::OptimizeNone, Attribute::MinSize, Attribute::StackProtect,
        Attribute::StackProtectReq, Attribute::StackProtectStrong, Attribute::SafeStack, Attribute::ShadowCallStack, Attribute::UWTable})
    Stub.removeFnAttr(Kind);
  for (StringRef Name : {"frame-pointer", "probe-stack", "stack-probe-size", "stackrealign", "stack-protector-buffer-size"})
    Stub.removeFnAttr(Name);
  Stub.addFnAttr(Attribute::OptimizeForSize); // no padding between stubs
  Stub.addFnAttr(Attribute::Naked);
  Stub.addFnAttr(Attribute::NoInline);
}

} // namespace

GlobalVariable *makeStubs(Module &M, ArrayRef<Function *> Lazy, const CommandLine &Options) {
  if (Lazy.empty())
    return nullptr;
  LLVMInitializeX86AsmParser(); // flang's language has no inline assembly, so flang registers none
  LLVMContext &Context = M.getContext();
  auto *Pointer = PointerType::getUnqual(Context);
  auto *SlotsType = ArrayType::get(Pointer, Lazy.size());
  auto *Slots = new GlobalVariable(M, SlotsType, false, GlobalValue::PrivateLinkage, ConstantAggregateZero::get(SlotsType), "autojit.slots");
  Slots->setAlignment(Align(8));

  // The slot's offset is an operand of its own: folded into the address, it is lost in code that is not position-independent.
  auto *Offset = IntegerType::getInt64Ty(Context);
  auto *AsmType = FunctionType::get(Type::getVoidTy(Context), {Pointer, Offset}, false);
  InlineAsm *Jump = InlineAsm::get(AsmType, StubAsm, "^Ws,i,~{r11},~{memory}", true);
  AssemblyStubs Plain(M, *Slots, Options);
  for (auto [I, Stub] : enumerate(Lazy)) {
    trimAttributes(*Stub);
    if (Plain.add(*Stub, I * sizeof(void *)))
      continue;
    IRBuilder<> Builder(BasicBlock::Create(Context, "", Stub));
    Builder.CreateCall(Jump, {Slots, ConstantInt::get(Offset, I * sizeof(void *))});
    Builder.CreateUnreachable();
  }
  return Slots;
}

} // namespace autojit
