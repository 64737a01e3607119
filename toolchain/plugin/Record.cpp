#include "Record.h"

#include "autojit/record.h"

#include "llvm/IR/Constants.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#include <cstddef>

using namespace llvm;

namespace autojit {
namespace {

static_assert(sizeof(autojit_record) == 80 && sizeof(autojit_unwinder) == 16, "docs/formats.md gives the offsets");

/// Keeps sanitizers from padding what the runtime walks as an array.
void exclude(GlobalVariable &V) {
  GlobalValue::SanitizerMetadata Metadata;
  Metadata.NoAddress = true;
  Metadata.NoHWAddress = true;
  V.setSanitizerMetadata(Metadata);
}

/// Builds constants that hold 32-bit distances from themselves. The place must exist first, its initializer comes last.
class Distances {
public:
  Distances(Module &M) : Context(M.getContext()), Word(Type::getInt32Ty(Context)), Wide(Type::getInt64Ty(Context)) {}

  Constant *to(Constant *Target, GlobalVariable &Place, uint64_t Offset) const {
    Constant *Here = ConstantExpr::getInBoundsGetElementPtr(Type::getInt8Ty(Context), &Place, ConstantInt::get(Wide, Offset));
    return ConstantExpr::getTrunc(ConstantExpr::getSub(ConstantExpr::getPtrToInt(Target, Wide), ConstantExpr::getPtrToInt(Here, Wide)), Word);
  }
  /// By way of the PLT, for every assembler: `.long name@PLT` is the distance from its own place already, and GNU's refuses a difference with such
  /// a name in it. LLVM takes it for an address and moves the table among data that is relocated, so this is for assembly alone.
  Constant *toPlt(GlobalValue &Target) const {
    return ConstantExpr::getTrunc(ConstantExpr::getPtrToInt(DSOLocalEquivalent::get(&Target), Wide), Word);
  }
  Constant *word(uint32_t Value) const { return ConstantInt::get(Word, Value); }

private:
  LLVMContext &Context;
  Type *Word, *Wide;
};

/// A constant pointer to `Target` that the linker provides: the code generator turns it into a GOT entry where it can.
GlobalVariable *makeIndirection(Module &M, GlobalValue &Target) {
  auto *Cell = new GlobalVariable(M, Target.getType(), true, GlobalValue::PrivateLinkage, &Target, "autojit.got");
  Cell->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  exclude(*Cell);
  return Cell;
}

GlobalVariable *makeImports(Module &M, const Bodies &B, const Distances &Distance, bool AnyAssembler) {
  if (B.Imports.empty())
    return nullptr;
  auto *TableType = ArrayType::get(Type::getInt32Ty(M.getContext()), B.Imports.size());
  auto *Table = new GlobalVariable(M, TableType, true, GlobalValue::PrivateLinkage, nullptr, "autojit.imports");
  Table->setAlignment(Align(4));
  exclude(*Table);
  std::vector<Constant *> Entries;
  for (const Import &I : B.Imports) {
    if (AnyAssembler && I.ThroughPlt) {
      Entries.push_back(Distance.toPlt(*I.Value));
      continue;
    }
    Constant *Target = !I.Direct      ? makeIndirection(M, *I.Value)
                       : I.ThroughPlt ? static_cast<Constant *>(DSOLocalEquivalent::get(I.Value))
                                      : static_cast<Constant *>(I.Value);
    Entries.push_back(Distance.to(Target, *Table, Entries.size() * sizeof(autojit_rel)));
  }
  Table->setInitializer(ConstantArray::get(TableType, Entries));
  return Table;
}

GlobalVariable *makeString(Module &M, StringRef Text, const char *Name, const char *Section) {
  Constant *Data = ConstantDataArray::getString(M.getContext(), Text);
  auto *Result = new GlobalVariable(M, Data->getType(), true, GlobalValue::PrivateLinkage, Data, Name);
  Result->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  Result->setAlignment(Align(1));
  if (Section)
    Result->setSection(Section);
  exclude(*Result);
  return Result;
}

/// The entries of the unwinder that the linker puts into the program, one table per linked object. Only what can be thrown through needs it at
/// run time before the shared unwinders serve, so only modules with a personality carry it.
GlobalVariable *makeUnwinderTable(Module &M) {
  LLVMContext &Context = M.getContext();
  auto *Pointer = PointerType::getUnqual(Context);
  auto Entry = [&](StringRef Name) -> Constant * {
    if (GlobalValue *Known = M.getNamedValue(Name))
      return Known;
    auto *Type = FunctionType::get(Type::getVoidTy(Context), {Pointer}, false);
    return Function::Create(Type, GlobalValue::ExternalWeakLinkage, Name, M);
  };
  auto *TableType = StructType::get(Context, {Pointer, Pointer});
  auto *Table = new GlobalVariable(M, TableType, true, GlobalValue::LinkOnceODRLinkage,
                                   ConstantStruct::get(TableType, {Entry("__register_frame_info"), Entry("__unw_add_dynamic_eh_frame_section")}),
                                   "autojit.unwinder");
  Table->setVisibility(GlobalValue::HiddenVisibility);
  Table->setComdat(M.getOrInsertComdat(Table->getName()));
  exclude(*Table);
  return Table;
}

} // namespace

void addRecord(Module &M, const ModuleId &Id, GlobalVariable *Slots, unsigned SlotCount, const Bodies &B, uint32_t Flags, StringRef Source,
               StringRef StorePath, bool AnyAssembler) {
  LLVMContext &Context = M.getContext();
  const Distances Distance(M);
  GlobalVariable *Imports = makeImports(M, B, Distance, AnyAssembler);

  auto *Word = Type::getInt32Ty(Context);
  auto *IdType = ArrayType::get(Type::getInt8Ty(Context), AUTOJIT_ID_SIZE);
  auto *Reserved = ArrayType::get(Type::getInt8Ty(Context), sizeof(autojit_record::reserved));
  auto *RecordType =
      StructType::get(Context, {Word, Word, IdType, Word, Word, Word, Word, Word, Word, Word, Word, Word, Reserved}, /*isPacked=*/true);
  auto *Record = new GlobalVariable(M, RecordType, true, GlobalValue::PrivateLinkage, nullptr, "autojit.module");
  Record->setSection("autojit_modules");
  Record->setAlignment(Align(8));
  exclude(*Record);

  auto Field = [&](GlobalVariable *Target, size_t Offset) { return Target ? Distance.to(Target, *Record, Offset) : Distance.word(0); };
  Record->setInitializer(ConstantStruct::get(
      RecordType,
      {Distance.word(AUTOJIT_RECORD_MAGIC), Distance.word(AUTOJIT_RECORD_VERSION), ConstantDataArray::get(Context, ArrayRef<uint8_t>(Id)),
       Field(Slots, offsetof(autojit_record, slots)), Distance.word(SlotCount), Field(Imports, offsetof(autojit_record, imports)),
       Distance.word(static_cast<uint32_t>(B.Imports.size())), Distance.word(B.DirectImports),
       Field(makeString(M, Source, "autojit.source", nullptr), offsetof(autojit_record, source)),
       Field(makeString(M, StorePath, "autojit.store", "autojit_store"), offsetof(autojit_record, store)), Distance.word(Flags),
       Field(B.HavePersonality ? makeUnwinderTable(M) : nullptr, offsetof(autojit_record, unwinder)), ConstantAggregateZero::get(Reserved)}));
  appendToUsed(M, {Record});
}

} // namespace autojit
