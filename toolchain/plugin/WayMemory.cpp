#include "WayWorld.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace autojit {
namespace {

/// What a load or store is about, by its TBAA tag. Null: anything.
const MDNode *accessed(const MDNode *Tag) {
  if (!Tag || Tag->getNumOperands() < 2)
    return nullptr;
  const auto *Access = dyn_cast<MDNode>(Tag->getOperand(1));
  const auto *Name = Access && Access->getNumOperands() > 0 ? dyn_cast<MDString>(Access->getOperand(0)) : nullptr;
  return Name && Name->getString() == "omnipotent char" ? nullptr : Access;
}

bool maySee(const MDNode *Held, const MDNode *Asked) { return !Held || !Asked || Held == Asked; }

/// Objects from outside are as large as is needed, and no larger than objects are.
constexpr int64_t Farthest = int64_t(1) << 30;

bool isAligned(const WayObject &O, int64_t Offset, Align Wanted) {
  return O.Alignment >= Wanted && llvm::isAligned(Wanted, static_cast<uint64_t>(Offset));
}

/// The functions that a constant holds, through the local variables that it names.
bool reaches(const Constant *C, const Function &F, SmallPtrSetImpl<const Constant *> &Seen) {
  if (C == &F)
    return true;
  if (!Seen.insert(C).second)
    return false;
  if (const auto *G = dyn_cast<GlobalVariable>(C))
    return G->hasInitializer() && reaches(G->getInitializer(), F, Seen);
  return any_of(C->operands(), [&](const Use &Part) { return isa<Constant>(Part) && reaches(cast<Constant>(Part), F, Seen); });
}

} // namespace

WayValue WayWorld::addressOf(const GlobalValue *G) {
  // What may be null, another one's second name, or a place for each thread is not told apart from others.
  if (G->hasExternalWeakLinkage() || isa<GlobalAlias>(G) || isa<GlobalIFunc>(G))
    return WayValue::opaque();
  auto [Place, New] = Globals.try_emplace(G, Objects.size());
  if (New) {
    WayObject O;
    O.Global = G;
    O.Alignment = G->getPointerAlignment(layout());
    if (const auto *Variable = dyn_cast<GlobalVariable>(G)) {
      O.ReadOnly = Variable->isConstant();
      O.Size = Variable->getValueType()->isSized() ? static_cast<int64_t>(layout().getTypeAllocSize(Variable->getValueType())) : -1;
      const bool Own = Variable->hasLocalLinkage() || (O.ReadOnly && Variable->hasDefinitiveInitializer());
      O.Shared = !Variable->hasLocalLinkage() || Released->contains(G);
      const bool Certain = Own && Variable->hasInitializer() && !Variable->isExternallyInitialized() && (O.ReadOnly || (!O.Shared && !Initialized));
      const bool Unclear = Variable->hasInitializer() ? O.ReadOnly || (!O.Shared && Initialized) : !Variable->hasExternalLinkage();
      O.Rest = Certain ? WayCell::Initializer : Unclear ? WayCell::Unfollowed : WayCell::Outside;
      if (!Variable->hasInitializer() && !O.ReadOnly && Variable->hasExternalLinkage())
        O.Size = -1; // `extern struct s a[];` is of no size here
    } else {
      O.ReadOnly = true;
      O.Rest = WayCell::Unfollowed;
    }
    Objects.push_back(std::move(O));
  }
  return {WayValue::Place, Place->second};
}

WayValue WayWorld::constant(const Constant *C) {
  if (const auto *Integer = dyn_cast<ConstantInt>(C))
    return number(Integer->getValue());
  if (const auto *Floating = dyn_cast<ConstantFP>(C))
    return wayNumberType(C->getType()) ? number(Floating->getValueAPF().bitcastToAPInt()) : WayValue::opaque();
  if (isa<UndefValue>(C)) // and poison
    return WayValue::bad();
  if (isa<ConstantPointerNull>(C))
    return C->getType()->getPointerAddressSpace() ? WayValue::opaque() : WayValue::null();
  if (C->getType()->isPointerTy()) {
    APInt Offset(64, 0);
    const Value *Base = C->stripAndAccumulateConstantOffsets(layout(), Offset, true);
    if (const auto *G = dyn_cast<GlobalValue>(Base)) {
      WayValue V = addressOf(G);
      if (V.Kind == WayValue::Place)
        V.Offset = Offset.getSExtValue();
      return V;
    }
  }
  if (const auto *Expression = dyn_cast<ConstantExpr>(C);
      Expression && Expression->getOpcode() == Instruction::PtrToInt && C->getType()->isIntegerTy(64))
    return constant(Expression->getOperand(0));
  return C->containsUndefOrPoisonElement() ? WayValue::bad() : WayValue::opaque();
}

WayValue WayWorld::newObject(int64_t Size, WayCell::Kinds Rest) {
  WayObject O;
  O.Size = Size;
  O.Rest = Rest;
  Objects.push_back(std::move(O));
  return {WayValue::Place, static_cast<unsigned>(Objects.size() - 1)};
}

void WayWorld::bind(unsigned P, WayValue To) {
  Pointers[P].Bound = true;
  Pointers[P].To = To;
}

bool WayWorld::forceNonNull(WayValue V) {
  V = resolved(V);
  if (V.Kind == WayValue::Unbound) {
    const WayValue Object = newObject(-1, WayCell::Outside);
    Objects[Object.Id].Shared = !Pointers[V.Id].Private;
    bind(V.Id, Object);
    return true;
  }
  return V.Kind == WayValue::Place && V.Id != 0;
}

std::optional<bool> WayWorld::comparedPointers(CmpInst::Predicate P, WayValue A, WayValue B) const {
  if (A.Kind != WayValue::Place || B.Kind != WayValue::Place)
    return std::nullopt;
  if (A.Id == B.Id)
    return ICmpInst::compare(APInt(64, static_cast<uint64_t>(A.Offset)), APInt(64, static_cast<uint64_t>(B.Offset)), ICmpInst::getSignedPredicate(P));
  // Two objects differ, but one may begin where the other ends.
  const bool Inside = all_of(std::array{A, B}, [&](const WayValue &V) {
    return V.Id == 0 ? V.Offset == 0
           : Objects[V.Id].Gone
               ? false
               : Objects[V.Id].Size < 0 || (V.Offset >= 0 && V.Offset < Objects[V.Id].Size) || isa_and_nonnull<Function>(Objects[V.Id].Global);
  });
  if (!Inside || !CmpInst::isEquality(P))
    return std::nullopt;
  return P == CmpInst::ICMP_NE;
}

bool WayWorld::forcePointers(bool Equal, WayValue A, WayValue B) {
  A = resolved(A), B = resolved(B);
  if (A == B)
    return Equal;
  if (A.Kind == WayValue::Place)
    std::swap(A, B);
  if (A.Kind == WayValue::Place) {
    const auto Result = comparedPointers(CmpInst::ICMP_EQ, A, B);
    return Result && *Result == Equal;
  }
  if (A.Kind != WayValue::Unbound || !B.isPointer())
    return false;
  if (!Equal)
    return forceNonNull(A) && (B.Kind == WayValue::Place || forceNonNull(B));
  if (B.Kind == WayValue::Unbound) {
    if (Pointers[A.Id].Private || Pointers[B.Id].Private || !forceNonNull(B))
      return false;
    B = resolved(B);
  }
  if (B.Id == 0 ? Pointers[A.Id].NonNull || B.Offset != 0 : Pointers[A.Id].Private || !Objects[B.Id].Shared)
    return false;
  bind(A.Id, B);
  return true;
}

std::optional<WayValue> WayWorld::target(WayValue Pointer) {
  Pointer = resolved(Pointer);
  if (Pointer.Kind == WayValue::Number)
    Pointer = asPointer(Pointer);
  if (!forceNonNull(Pointer))
    return std::nullopt;
  return resolved(Pointer);
}

bool WayWorld::inside(const WayObject &O, int64_t Offset, int64_t Size) const {
  if (O.Gone)
    return false;
  return O.Size < 0 ? Offset > -Farthest && Offset < Farthest && Size < Farthest : Offset >= 0 && Size <= O.Size && Offset <= O.Size - Size;
}

void WayWorld::clear(WayObject &O, int64_t Offset, int64_t Size) {
  O.Texts.clear();
  SmallVector<WayCell, 2> Parts;
  erase_if(O.Cells, [&](const WayCell &Cell) {
    if (Cell.Offset >= Offset + Size || Cell.Offset + Cell.Size <= Offset)
      return false;
    auto Keep = [&](int64_t From, int64_t To) {
      if (From >= To)
        return;
      WayCell Part = Cell;
      Part.Offset = From;
      Part.Size = To - From;
      Part.SourceOffset += From - Cell.Offset;
      if (Cell.Kind == WayCell::Value) // part of a value
        Part.Kind = Cell.Held.Kind == WayValue::Bad ? WayCell::Undefined : WayCell::Unfollowed;
      Parts.push_back(Part);
    };
    Keep(Cell.Offset, Offset);
    Keep(Offset + Size, Cell.Offset + Cell.Size);
    return true;
  });
  append_range(O.Cells, Parts);
}

WayValue WayWorld::read(unsigned Object, WayCell Cell, int64_t Offset, int64_t Size, Type *Of, const MDNode *Type) {
  switch (Cell.Kind) {
  case WayCell::Undefined:
    return WayValue::bad();
  case WayCell::Unfollowed:
  case WayCell::Value: // met only when it does not fit
    return WayValue::opaque();
  case WayCell::Zero:
    return constant(Constant::getNullValue(Of));
  case WayCell::Initializer: {
    const Constant *C = ConstantFoldLoadFromConst(const_cast<Constant *>(Cell.Source->getInitializer()), Of,
                                                  APInt(64, static_cast<uint64_t>(Cell.SourceOffset + Offset - Cell.Offset)), layout());
    return C ? constant(C) : WayValue::opaque();
  }
  case WayCell::Outside:
    break;
  }
  const WayValue V = fresh(Of);
  clear(Objects[Object], Offset, Size);
  WayCell Known{Offset, Size, WayCell::Value, V, Type};
  Objects[Object].Cells.push_back(Known);
  return V;
}

std::optional<WayValue> WayWorld::load(WayValue From, const LoadInst &By) {
  Type *Of = By.getType();
  const auto Place = target(From);
  if (!Place || layout().getTypeStoreSize(Of).isScalable())
    return std::nullopt;
  const int64_t Size = layout().getTypeStoreSize(Of).getFixedValue(), Offset = Place->Offset;
  WayObject &O = Objects[Place->Id];
  if (isa_and_nonnull<Function>(O.Global) || !inside(O, Offset, Size) || !isAligned(O, Offset, By.getAlign()))
    return std::nullopt;
  if (By.isVolatile() && (O.Global || O.Shared))
    return O.ReadOnly ? WayValue::opaque() : fresh(Of);
  const MDNode *Tag = accessed(By.getMetadata(LLVMContext::MD_tbaa));
  const WayCell *Only = nullptr;
  bool Several = false, Undefined = false;
  int64_t Covered = 0;
  for (const WayCell &Cell : O.Cells) {
    if (Cell.Offset >= Offset + Size || Cell.Offset + Cell.Size <= Offset)
      continue;
    if (Cell.Kind == WayCell::Value && !maySee(Cell.Type, Tag))
      return std::nullopt;
    Several |= Only != nullptr;
    Undefined |= Cell.Kind == WayCell::Undefined || (Cell.Kind == WayCell::Value && Cell.Held.Kind == WayValue::Bad);
    Covered += std::min(Cell.Offset + Cell.Size, Offset + Size) - std::max(Cell.Offset, Offset);
    Only = &Cell;
  }
  if (!Only) {
    if (const auto *Own = dyn_cast_or_null<GlobalVariable>(O.Global); Own && !O.ReadOnly && O.Rest != WayCell::Outside)
      LastAsked = Own;
    WayCell Rest{Offset, Size, O.Rest};
    Rest.Source = dyn_cast_or_null<GlobalVariable>(O.Global);
    Rest.SourceOffset = Offset;
    return read(Place->Id, Rest, Offset, Size, Of, Tag);
  }
  if (Several || Covered != Size)
    return Undefined || (Covered != Size && O.Rest == WayCell::Undefined) ? WayValue::bad() : WayValue::opaque();
  if (Only->Kind != WayCell::Value)
    return read(Place->Id, *Only, Offset, Size, Of, Tag);
  const WayValue Held = resolved(Only->Held);
  if (Only->Offset != Offset || Only->Size != Size)
    return Held.Kind == WayValue::Bad ? WayValue::bad() : WayValue::opaque();
  if (Held.Kind == WayValue::Number && Of->isPointerTy())
    return asPointer(Held);
  if (Held.Kind == WayValue::Number && (!wayNumberType(Of) || wayNumberType(Of)->getBitWidth() != widthOf(Held)))
    return WayValue::opaque();
  if (Held.isPointer() && !Of->isPointerTy() && !Of->isIntegerTy(64))
    return WayValue::opaque();
  return Held;
}

bool WayWorld::store(WayValue To, WayValue V, int64_t Size, const StoreInst &By) {
  const auto Place = target(To);
  if (!Place)
    return false;
  WayObject &O = Objects[Place->Id];
  if (O.ReadOnly || !inside(O, Place->Offset, Size) || !isAligned(O, Place->Offset, By.getAlign()))
    return false;
  if (O.Shared)
    release(V);
  clear(Objects[Place->Id], Place->Offset, Size);
  const bool Several = V.Kind == WayValue::Opaque && V.Id != 0 && By.getValueOperand()->hasOneUse();
  Objects[Place->Id].Cells.push_back(
      {Place->Offset, Size, Several ? WayCell::Outside : WayCell::Value, V, accessed(By.getMetadata(LLVMContext::MD_tbaa))});
  return true;
}

bool WayWorld::fill(WayValue To, int64_t Size, WayCell::Kinds Kind) {
  const auto Place = target(To);
  if (!Place || Objects[Place->Id].ReadOnly || !inside(Objects[Place->Id], Place->Offset, Size))
    return false;
  clear(Objects[Place->Id], Place->Offset, Size);
  Objects[Place->Id].Cells.push_back({Place->Offset, Size, Kind});
  return true;
}

bool WayWorld::copy(WayValue To, WayValue From, int64_t Size) {
  const auto Source = target(From), Into = target(To);
  if (!Source || !Into || isa_and_nonnull<Function>(Objects[Source->Id].Global) || !inside(Objects[Source->Id], Source->Offset, Size))
    return false;
  const WayObject O = Objects[Source->Id];
  const int64_t Shift = Into->Offset - Source->Offset;
  // What comes from outside goes along to the copy, and is not followed where it was: both are the same, and one is asked.
  const WayCell::Kinds Rest = O.Rest == WayCell::Initializer ? WayCell::Initializer : O.Rest;
  if (!fill(To, Size, Rest))
    return false;
  WayObject &Copy = Objects[Into->Id];
  Copy.Cells.back().Source = dyn_cast_or_null<GlobalVariable>(O.Global);
  Copy.Cells.back().SourceOffset = Source->Offset;
  bool LeftOutside = Rest == WayCell::Outside;
  for (const WayCell &Cell : O.Cells) {
    const int64_t Begin = std::max(Cell.Offset, Source->Offset), End = std::min(Cell.Offset + Cell.Size, Source->Offset + Size);
    if (Begin >= End)
      continue;
    WayCell Part = Cell;
    Part.Offset = Begin + Shift;
    Part.Size = End - Begin;
    Part.SourceOffset += Begin - Cell.Offset;
    if (Part.Size != Cell.Size && Cell.Kind == WayCell::Value)
      Part.Kind = Cell.Held.Kind == WayValue::Bad ? WayCell::Undefined : WayCell::Unfollowed;
    LeftOutside |= Cell.Kind == WayCell::Outside;
    clear(Copy, Part.Offset, Part.Size);
    Copy.Cells.push_back(Part);
    if (Copy.Shared && Part.Kind == WayCell::Value)
      release(Part.Held);
  }
  if (!LeftOutside || Source->Id == Into->Id)
    return Source->Id != Into->Id || !LeftOutside;
  WayObject &Left = Objects[Source->Id];
  SmallVector<WayCell, 4> Kept;
  for (const WayCell &Cell : Left.Cells)
    if (Cell.Kind != WayCell::Outside && Cell.Offset < Source->Offset + Size && Cell.Offset + Cell.Size > Source->Offset)
      Kept.push_back(Cell);
  clear(Left, Source->Offset, Size);
  Left.Cells.push_back({Source->Offset, Size, WayCell::Unfollowed});
  for (const WayCell &Cell : Kept) {
    clear(Left, Cell.Offset, Cell.Size);
    Left.Cells.push_back(Cell);
  }
  return true;
}

void WayWorld::end(WayValue Pointer, bool Gone) {
  Pointer = resolved(Pointer);
  if (Pointer.Kind != WayValue::Place)
    return;
  Objects[Pointer.Id].Gone = Gone;
  Objects[Pointer.Id].Cells.clear();
  Objects[Pointer.Id].Texts.clear();
  Objects[Pointer.Id].Rest = WayCell::Undefined;
}

void WayWorld::release(WayValue V) {
  V = resolved(V);
  if (V.Kind != WayValue::Place || V.Id == 0 || Objects[V.Id].Shared)
    return;
  Objects[V.Id].Shared = true;
  releaseHeld(V);
}

void WayWorld::releaseHeld(WayValue V) {
  V = resolved(V);
  if (V.Kind != WayValue::Place)
    return;
  const SmallVector<WayCell, 2> Cells = Objects[V.Id].Cells;
  for (const WayCell &Cell : Cells)
    if (Cell.Kind == WayCell::Value)
      release(Cell.Held);
}

void WayWorld::runOutside() {
  for (WayObject &O : Objects)
    if (O.Shared && !O.ReadOnly && !O.Gone) {
      O.Cells.clear();
      O.Texts.clear();
      O.Rest = WayCell::Outside;
    }
}

void WayWorld::blur(WayValue Pointer) {
  Pointer = resolved(Pointer);
  if (Pointer.Kind == WayValue::Unbound)
    forceNonNull(Pointer);
  Pointer = resolved(Pointer);
  if (Pointer.Kind != WayValue::Place || Pointer.Id == 0 || Objects[Pointer.Id].ReadOnly)
    return;
  WayObject &O = Objects[Pointer.Id];
  O.Cells.clear();
  O.Texts.clear();
  O.Rest = O.Rest == WayCell::Undefined ? WayCell::Undefined : WayCell::Unfollowed;
}

bool WayWorld::spendText(WayValue Pointer) {
  const auto Place = target(Pointer);
  if (!Place)
    return false;
  WayObject &O = Objects[Place->Id];
  const bool Free = O.Cells.empty() && O.Rest == WayCell::Outside && !O.ReadOnly && O.Size < 0 && Place->Offset == 0;
  if (Free)
    O.Rest = WayCell::Unfollowed;
  return Free;
}

std::optional<StringRef> WayWorld::constantText(WayValue Pointer) const {
  Pointer = resolved(Pointer);
  if (Pointer.Kind != WayValue::Place)
    return std::nullopt;
  const auto *G = dyn_cast_or_null<GlobalVariable>(Objects[Pointer.Id].Global);
  const auto *Data = G && G->isConstant() && G->hasDefinitiveInitializer() ? dyn_cast<ConstantDataArray>(G->getInitializer()) : nullptr;
  if (!Data || !Data->isCString() || Pointer.Offset < 0 || Pointer.Offset >= static_cast<int64_t>(Data->getNumElements()))
    return std::nullopt;
  return Data->getAsCString().drop_front(static_cast<size_t>(Pointer.Offset));
}

WayValue WayWorld::compareText(WayValue Pointer, StringRef Other, bool IgnoresCase, int Differs, Type *Of) {
  const auto Place = target(Pointer);
  if (!Place || Place->Offset != 0)
    return WayValue::opaque();
  // It is one of the texts that it is compared with, or something above all of them.
  const bool Free = !Objects[Place->Id].Texts.empty() || spendText(*Place);
  if (!Free || !all_of(Other, [](char C) { return isPrint(C); }))
    return WayValue::opaque();
  const unsigned Width = Of->getIntegerBitWidth();
  for (const auto &[Text, Result] : Objects[Place->Id].Texts) {
    if (Text == Other)
      return widthOf(Result) == Width ? Result : WayValue::opaque();
    if (Text.equals_insensitive(Other))
      return WayValue::opaque();
    const auto N = known(Result);
    if (N && N->isZero())
      return IgnoresCase ? WayValue::opaque() : number(APInt(Width, static_cast<uint64_t>(Differs), true));
  }
  for (const auto &[Text, Result] : Objects[Place->Id].Texts)
    if (!known(Result) && !force(Result, ConstantRange(APInt::getZero(widthOf(Result))).inverse()))
      return WayValue::opaque();
  const WayValue V = fresh(Of);
  if (!force(V, Differs > 0 ? ConstantRange(APInt(Width, 0), APInt(Width, 2)) : ConstantRange(APInt::getAllOnes(Width), APInt(Width, 1))))
    return WayValue::opaque();
  Objects[Place->Id].Texts.push_back({Other, V});
  return V;
}

bool WayWorld::isReleased(const Function &F) const {
  SmallPtrSet<const Constant *, 32> Seen;
  return any_of(Objects, [&](const WayObject &O) { return O.Shared && O.Global && O.Global->hasLocalLinkage() && reaches(O.Global, F, Seen); });
}

} // namespace autojit
