#include "Stubs.h"

#include "AssemblyStubs.h"
#include "autojit/stub.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/Support/TargetSelect.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr const char *StubAsm = AUTOJIT_STUB_ASSEMBLY("${0:p}+${1:c}(%rip)");

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
