#include "ContentDigest.h"

#include "Bodies.h"
#include "autojit/Symbols.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/BLAKE3.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr unsigned DigestSize = 8;      ///< bytes; two bodies of one function are compared, not all with all
constexpr unsigned DeepestMetadata = 6; ///< type trees of aliasing rules are as deep as the source's types: what is further down changes no code

std::string textOf(Type *T) {
  std::string Text;
  raw_string_ostream(Text) << *T;
  return Text;
}

} // namespace

bool isNumbered(const GlobalVariable &V) {
  return V.isConstant() && V.hasLocalLinkage() && V.hasInitializer() && !V.isThreadLocal() &&
         (V.hasGlobalUnnamedAddr() || V.getName().starts_with(UnnamedPrefix));
}

void ContentDigests::begin() {
  Bytes.clear();
  Named.clear();
  Local.clear();
  Inside.clear();
}

std::string ContentDigests::finish() {
  const auto Hash = BLAKE3::hash<DigestSize>(arrayRefFromStringRef(Bytes));
  return toHex(Hash, /*LowerCase=*/true);
}

void ContentDigests::add(uint64_t Number) { Bytes.append(reinterpret_cast<const char *>(&Number), sizeof Number); }

void ContentDigests::add(StringRef Text) {
  add(Text.size());
  Bytes += Text;
}

void ContentDigests::add(const APInt &Number) {
  add(Number.getBitWidth());
  for (unsigned I = 0; I != Number.getNumWords(); ++I)
    add(Number.getRawData()[I]);
}

/// A structure is what is in it: its name may be a number that moves.
void ContentDigests::add(Type *T) {
  if (const auto Known = Types.find(T); Known != Types.end()) {
    add(Known->second);
    return;
  }
  std::string Outer;
  std::swap(Outer, Bytes);
  if (auto *Struct = dyn_cast<StructType>(T)) {
    add(Struct->isOpaque() ? "opaque" : Struct->isPacked() ? "packed" : "struct");
    for (Type *Element : Struct->elements())
      add(Element);
  } else if (auto *Array = dyn_cast<ArrayType>(T)) {
    add("array");
    add(Array->getNumElements());
    add(Array->getElementType());
  } else if (auto *Function = dyn_cast<FunctionType>(T)) {
    add(Function->isVarArg() ? "varargs" : "function");
    for (Type *Part : Function->subtypes())
      add(Part);
  } else {
    add(textOf(T));
  }
  std::string &Text = Types[T] = Bytes;
  std::swap(Outer, Bytes);
  add(Text);
}

void ContentDigests::add(AttributeList Attributes) {
  std::string &Text = Lists[Attributes.getRawPointer()];
  if (Text.empty()) {
    Text = "attributes";
    for (unsigned Index : Attributes.indexes())
      if (Attributes.hasAttributesAtIndex(Index))
        Text += " " + std::to_string(Index) + ":" + Attributes.getAsString(Index);
  }
  add(Text);
}

void ContentDigests::add(const GlobalValue &GV) {
  const auto *Variable = dyn_cast<GlobalVariable>(&GV);
  if (Variable && isNumbered(*Variable) && Inside.insert(Variable).second) {
    add("content");
    add(Variable->getAlign() ? Variable->getAlign()->value() : 0);
    add(Variable->getValueType());
    add(static_cast<const Value &>(*Variable->getInitializer()));
    Inside.erase(Variable);
    return;
  }
  add("named");
  add(symbolOf(GV));
  const auto *F = dyn_cast<Function>(&GV);
  if (!F || !F->isIntrinsic())
    Named.insert(&GV);
}

void ContentDigests::add(const Constant &C) {
  if (const auto *GV = dyn_cast<GlobalValue>(&C)) {
    add(*GV);
    return;
  }
  add(C.getValueID());
  add(C.getType());
  if (const auto *Int = dyn_cast<ConstantInt>(&C)) {
    add(Int->getValue());
  } else if (const auto *Float = dyn_cast<ConstantFP>(&C)) {
    add(Float->getValueAPF().bitcastToAPInt());
  } else if (const auto *Data = dyn_cast<ConstantDataSequential>(&C)) {
    add(Data->getRawDataValues());
  } else if (const auto *Block = dyn_cast<BlockAddress>(&C)) {
    add(*Block->getFunction());
    unsigned Index = 0;
    for (const BasicBlock &Other : *Block->getFunction())
      if (++Index; &Other == Block->getBasicBlock())
        break;
    add(Index);
  } else {
    if (const auto *Expression = dyn_cast<ConstantExpr>(&C))
      add(Expression->getOpcode());
    if (const auto *Address = dyn_cast<GEPOperator>(&C)) {
      add(Address->getSourceElementType());
      add(Address->getNoWrapFlags().getRaw());
    }
    add(C.getNumOperands());
    for (const Use &Operand : C.operands())
      add(*Operand.get());
  }
}

void ContentDigests::add(const Value &V) {
  if (const auto Known = Local.find(&V); Known != Local.end()) {
    add("local");
    add(Known->second);
  } else if (const auto *C = dyn_cast<Constant>(&V)) {
    add(*C);
  } else if (const auto *Assembly = dyn_cast<InlineAsm>(&V)) {
    add(Assembly->getAsmString());
    add(Assembly->getConstraintString());
    add(Assembly->hasSideEffects() | Assembly->isAlignStack() << 1 | unsigned(Assembly->getDialect()) << 2 | Assembly->canThrow() << 3);
    add(Assembly->getFunctionType());
  } else if (const auto *Wrapped = dyn_cast<MetadataAsValue>(&V)) {
    addMetadata(Wrapped->getMetadata(), 0);
  } else {
    add("unknown");
  }
}

/// What is said of places in the source is not content. A node that leads to itself is met again at another depth, which ends.
void ContentDigests::addMetadata(const Metadata *Node, unsigned Depth) {
  if (const auto *Text = dyn_cast_or_null<MDString>(Node)) {
    add(Text->getString());
  } else if (const auto *Value = dyn_cast_or_null<ValueAsMetadata>(Node)) {
    add(*Value->getValue());
  } else if (const auto *Tuple = dyn_cast_or_null<MDTuple>(Node); Tuple && Depth != DeepestMetadata) {
    add(Tuple->getNumOperands());
    for (const MDOperand &Operand : Tuple->operands())
      if (Operand.get() != Node)
        addMetadata(Operand.get(), Depth + 1);
  } else {
    add("none");
  }
}

void ContentDigests::addAttachments(const Instruction &I) {
  if (!I.hasMetadataOtherThanDebugLoc())
    return;
  SmallVector<std::pair<unsigned, MDNode *>, 4> Attached;
  I.getAllMetadataOtherThanDebugLoc(Attached);
  const unsigned Place = I.getContext().getMDKindID("srcloc");
  for (const auto &[Kind, Node] : Attached) {
    if (Kind == Place)
      continue;
    add(Kind);
    addMetadata(Node, 0);
  }
}

void ContentDigests::addCall(const CallBase &Call) {
  add(Call.getCallingConv());
  add(Call.getAttributes());
  add(Call.getFunctionType());
  add(Call.getNumOperandBundles());
  for (unsigned I = 0; I != Call.getNumOperandBundles(); ++I) {
    add(Call.getOperandBundleAt(I).getTagName());
    add(Call.getOperandBundleAt(I).Inputs.size());
  }
  if (const auto *Plain = dyn_cast<CallInst>(&Call))
    add(Plain->getTailCallKind());
}

/// What an instruction has beside opcode, type, flags and operands.
void ContentDigests::addSpecial(const Instruction &I) {
  if (const auto *Alloca = dyn_cast<AllocaInst>(&I)) {
    add(Alloca->getAllocatedType());
    add(Alloca->getAlign().value());
    add(Alloca->isUsedWithInAlloca() | Alloca->isSwiftError() << 1);
  } else if (const auto *Load = dyn_cast<LoadInst>(&I)) {
    add(Load->isVolatile() | unsigned(Load->getOrdering()) << 1 | unsigned(Load->getSyncScopeID()) << 8);
    add(Load->getAlign().value());
  } else if (const auto *Store = dyn_cast<StoreInst>(&I)) {
    add(Store->isVolatile() | unsigned(Store->getOrdering()) << 1 | unsigned(Store->getSyncScopeID()) << 8);
    add(Store->getAlign().value());
  } else if (const auto *Compare = dyn_cast<CmpInst>(&I)) {
    add(Compare->getPredicate());
  } else if (const auto *Call = dyn_cast<CallBase>(&I)) {
    addCall(*Call);
  } else if (const auto *Address = dyn_cast<GetElementPtrInst>(&I)) {
    add(Address->getSourceElementType());
  } else if (const auto *Extract = dyn_cast<ExtractValueInst>(&I)) {
    for (unsigned Index : Extract->indices())
      add(Index);
  } else if (const auto *Insert = dyn_cast<InsertValueInst>(&I)) {
    for (unsigned Index : Insert->indices())
      add(Index);
  } else if (const auto *Shuffle = dyn_cast<ShuffleVectorInst>(&I)) {
    for (int Index : Shuffle->getShuffleMask())
      add(static_cast<uint64_t>(Index));
  } else if (const auto *Exchange = dyn_cast<AtomicCmpXchgInst>(&I)) {
    add(Exchange->isVolatile() | Exchange->isWeak() << 1 | unsigned(Exchange->getSuccessOrdering()) << 2 |
        unsigned(Exchange->getFailureOrdering()) << 6 | unsigned(Exchange->getSyncScopeID()) << 12);
    add(Exchange->getAlign().value());
  } else if (const auto *Modify = dyn_cast<AtomicRMWInst>(&I)) {
    add(Modify->isVolatile() | unsigned(Modify->getOperation()) << 1 | unsigned(Modify->getOrdering()) << 8 |
        unsigned(Modify->getSyncScopeID()) << 12);
    add(Modify->getAlign().value());
  } else if (const auto *Fence = dyn_cast<FenceInst>(&I)) {
    add(unsigned(Fence->getOrdering()) | unsigned(Fence->getSyncScopeID()) << 8);
  } else if (const auto *Pad = dyn_cast<LandingPadInst>(&I)) {
    add(Pad->isCleanup());
    for (unsigned C = 0; C != Pad->getNumClauses(); ++C)
      add(Pad->isCatch(C));
  } else if (const auto *Phi = dyn_cast<PHINode>(&I)) {
    for (const BasicBlock *Block : Phi->blocks())
      add(static_cast<const Value &>(*Block));
  } else if (const auto *Switch = dyn_cast<SwitchInst>(&I)) {
    for (const auto &Case : Switch->cases()) {
      add(Case.getCaseValue()->getValue());
      add(static_cast<const Value &>(*Case.getCaseSuccessor()));
    }
  }
}

void ContentDigests::add(const Instruction &I) {
  add(I.getOpcode());
  add(I.getType());
  add(I.getRawSubclassOptionalData());
  add(I.getNumOperands());
  for (const Use &Operand : I.operands())
    add(*Operand.get());
  addSpecial(I);
  addAttachments(I);
}

std::string ContentDigests::of(const Function &F) {
  begin();
  unsigned Count = 0;
  for (const Argument &A : F.args())
    Local[&A] = ++Count;
  for (const BasicBlock &Block : F)
    Local[&Block] = ++Count;
  for (const Instruction &I : instructions(F))
    if (!isa<DbgInfoIntrinsic>(I))
      Local[&I] = ++Count;
  add(F.getFunctionType());
  add(F.getCallingConv());
  add(F.getAttributes());
  if (F.hasPersonalityFn())
    add(static_cast<const Value &>(*F.getPersonalityFn()));
  for (const BasicBlock &Block : F) {
    add("block");
    for (const Instruction &I : Block)
      if (!isa<DbgInfoIntrinsic>(I))
        add(I);
  }
  return finish();
}

std::string ContentDigests::of(const GlobalVariable &V) {
  begin();
  add(V.getValueType());
  add(V.isConstant() | V.isThreadLocal() << 1);
  if (V.hasInitializer())
    add(static_cast<const Value &>(*V.getInitializer()));
  return finish();
}

} // namespace autojit
