#ifndef AUTOJIT_PLUGIN_WAY_WORLD_H
#define AUTOJIT_PLUGIN_WAY_WORLD_H

/// What is known of a program's state on one way through a module: the values that the way has chosen for what comes from outside, and its memory.
/// Nothing here describes more than one run. A value from outside (an argument, what another file's function returns or writes) starts with all
/// values that it may have, and is narrowed when the way needs it: every narrowing that leaves one value stands for runs that exist.

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <optional>
#include <vector>

namespace autojit {

/// One value of the way.
struct WayValue {
  enum Kinds : uint8_t {
    Bad,    ///< may be undefined or poison: nothing may depend on it
    Opaque, ///< some value that is not followed: nothing may be decided by it
    Number, ///< an expression (`Id`)
    Place,  ///< `Offset` bytes into an object (`Id`); object 0 is null
    Unbound ///< a pointer from outside (`Id`), of which is chosen later where it points
  };
  Kinds Kind = Bad;
  unsigned Id = 0;
  int64_t Offset = 0;

  static WayValue bad() { return {}; }
  static WayValue opaque() { return {Opaque}; }
  /// Several values from outside in one; for who takes it apart.
  static WayValue several() { return {Opaque, 1}; }
  static WayValue null() { return {Place}; }
  bool isPointer() const { return Kind == Place || Kind == Unbound; }
  bool operator==(const WayValue &Other) const { return Kind == Other.Kind && Id == Other.Id && Offset == Other.Offset; }
};

/// What a number from outside may still be: in a range, with some of its bits decided.
struct WayDomain {
  llvm::ConstantRange Range;
  llvm::APInt Mask, Bits; ///< the decided bits, and what they are

  explicit WayDomain(llvm::ConstantRange Range)
      : Range(std::move(Range)), Mask(llvm::APInt::getZero(this->Range.getBitWidth())), Bits(llvm::APInt::getZero(this->Range.getBitWidth())) {}
  bool contains(const llvm::APInt &N) const { return Range.contains(N) && (N & Mask) == Bits; }
  bool isFree() const { return Range.isFullSet() && Mask.isZero(); }
  const llvm::APInt *single() const { return Range.getSingleElement(); }
  /// Some value that it may have; none if there is none, or it is hard to find.
  std::optional<llvm::APInt> any() const;
};

/// An expression over unknowns; never changes once it is made.
struct WayExpression {
  enum Kinds : uint8_t { Constant, Unknown, Operation, Cast, Compare, Choice };
  explicit WayExpression(Kinds Kind, unsigned Width = 1) : Kind(Kind), Width(Width) {}
  Kinds Kind;
  unsigned Code = 0; ///< opcode, predicate or number of the unknown
  unsigned Width;
  unsigned Depth = 0;
  WayValue A{}, B{}, C{};
  llvm::APInt Number{};
};

/// A stretch of an object's memory.
struct WayCell {
  enum Kinds : uint8_t {
    Undefined,
    Unfollowed, ///< something, by nobody's choice
    Outside,    ///< whatever the way needs
    Zero,
    Initializer, ///< of `Source`, from `SourceOffset`
    Value
  };
  int64_t Offset = 0;
  int64_t Size = 0;
  Kinds Kind = Undefined;
  WayValue Held{};
  const llvm::MDNode *Type = nullptr;
  const llvm::GlobalVariable *Source = nullptr;
  int64_t SourceOffset = 0;
};

struct WayObject {
  const llvm::GlobalValue *Global = nullptr;
  int64_t Size = -1;   ///< -1: as large as is needed
  bool Shared = false; ///< what is outside this module can reach it
  bool ReadOnly = false;
  bool Gone = false; ///< its life is over
  llvm::Align Alignment = llvm::Align(1 << 12);
  WayCell::Kinds Rest = WayCell::Undefined; ///< what holds where no cell is
  llvm::SmallVector<WayCell, 2> Cells;
  /// Texts that it was compared with while nothing else is known of it, and what came out (0: it is that text).
  llvm::SmallVector<std::pair<llvm::StringRef, WayValue>, 2> Texts;
};

/// The number whose bits a value of this type is, or null: it is none that is followed.
llvm::IntegerType *wayNumberType(llvm::Type *Of);

/// Whether the comparison holds of these numbers, by their bits.
bool wayHolds(llvm::CmpInst::Predicate P, const llvm::APInt &A, const llvm::APInt &B);

class WayWorld {
public:
  explicit WayWorld(const llvm::Module &M, std::vector<WayExpression> &Expressions, const llvm::DenseSet<const llvm::GlobalValue *> &Released,
                    bool Initialized)
      : M(&M), Expressions(&Expressions), Released(&Released), Initialized(Initialized) {
    Objects.emplace_back(); // null
  }

  // --- values (WayValues.cpp, WayForcing.cpp, WayFloats.cpp)
  WayValue number(const llvm::APInt &N);
  WayValue fresh(llvm::Type *Of);
  WayValue freshPointer(bool NonNull, bool Private);
  WayValue operation(unsigned Code, WayValue A, WayValue B, const llvm::Instruction &Flags);
  WayValue floating(unsigned Code, WayValue A, WayValue B, llvm::Type *Of, const llvm::Instruction &Flags);
  WayValue cast(unsigned Code, WayValue A, llvm::Type *To, const llvm::Instruction &Flags);
  WayValue compare(llvm::CmpInst::Predicate P, WayValue A, WayValue B);
  WayValue choice(WayValue If, WayValue A, WayValue B);
  /// The one value that it has by now, if it is decided.
  std::optional<llvm::APInt> known(WayValue V) const;
  /// Makes it one of `Wanted`; false: it cannot be done (and what was narrowed meanwhile stays narrowed).
  bool force(WayValue V, const llvm::ConstantRange &Wanted);
  bool forceTruth(WayValue V, bool Wanted) { return force(V, llvm::ConstantRange(llvm::APInt(1, Wanted))); }
  /// Decides it: `Preferred` if that may be, else something near.
  std::optional<llvm::APInt> decide(WayValue V, int64_t Preferred = 0);
  bool forceNonNull(WayValue V);
  unsigned widthOf(WayValue V) const { return (*Expressions)[V.Id].Width; }
  /// Where it points, if that is chosen.
  WayValue resolved(WayValue V) const;

  // --- memory (WayMemory.cpp)
  WayValue constant(const llvm::Constant *C);
  WayValue addressOf(const llvm::GlobalValue *G);
  WayValue newObject(int64_t Size, WayCell::Kinds Rest);
  /// Where a memory access through it goes: chooses, if it is not chosen yet.
  std::optional<WayValue> target(WayValue Pointer);
  /// None: the access has undefined behaviour, or may have.
  std::optional<WayValue> load(WayValue From, const llvm::LoadInst &By);
  bool store(WayValue To, WayValue V, int64_t Size, const llvm::StoreInst &By);
  bool fill(WayValue To, int64_t Size, WayCell::Kinds Kind);
  bool copy(WayValue To, WayValue From, int64_t Size);
  /// Its life ends, or begins anew.
  void end(WayValue Pointer, bool Gone);
  /// The pointer goes where other files see it.
  void release(WayValue V);
  /// What it points to is copied there.
  void releaseHeld(WayValue V);
  /// Another file's code runs: what it can reach holds whatever it wants.
  void runOutside();
  /// What a library's routine may have written there is not followed.
  void blur(WayValue Pointer);
  /// A routine that reads text has read what is there: the answer is free if nothing else is known of that text.
  bool spendText(WayValue Pointer);
  /// The text that a constant begins with there.
  std::optional<llvm::StringRef> constantText(WayValue Pointer) const;
  /// What a comparison of a text from outside with another gives: 0, or `Differs`.
  WayValue compareText(WayValue Pointer, llvm::StringRef Other, bool IgnoresCase, int Differs, llvm::Type *Of);
  bool isReleased(const llvm::Function &F) const;
  WayObject &object(WayValue V) { return Objects[V.Id]; }
  const llvm::DataLayout &layout() const { return M->getDataLayout(); }
  /// One answer of a function whose answer depends on nothing that changes here.
  llvm::DenseMap<const llvm::Value *, WayValue> SteadyAnswers;
  /// The local variable whose first value was read last.
  const llvm::GlobalVariable *LastAsked = nullptr;

private:
  struct Pointer {
    bool NonNull = false;
    bool Private = false;
    bool Bound = false;
    WayValue To{};
  };
  WayValue made(WayExpression E);
  const WayExpression &at(WayValue V) const { return (*Expressions)[V.Id]; }
  bool narrow(unsigned Unknown, const llvm::ConstantRange &Wanted);
  bool forceFloats(llvm::CmpInst::Predicate P, WayValue A, WayValue B);
  WayValue castFloat(unsigned Code, WayValue A, llvm::Type *To, const llvm::Instruction &Flags);
  bool forceBits(WayValue V, const llvm::APInt &Mask, const llvm::APInt &Bits);
  bool forceMasked(WayValue V, const llvm::APInt &Mask, const llvm::ConstantRange &Wanted);
  bool forceCompare(llvm::CmpInst::Predicate P, WayValue A, WayValue B);
  bool forcePointers(bool Equal, WayValue A, WayValue B);
  std::optional<bool> comparedPointers(llvm::CmpInst::Predicate P, WayValue A, WayValue B) const;
  bool forceByTrying(WayValue V, const llvm::ConstantRange &Wanted);
  void unknownsOf(WayValue V, llvm::SmallVectorImpl<unsigned> &Found, llvm::SmallVectorImpl<llvm::APInt> &Constants) const;
  void bind(unsigned Pointer, WayValue To);
  WayValue asPointer(WayValue V);
  WayValue read(unsigned Object, WayCell Cell, int64_t Offset, int64_t Size, llvm::Type *Of, const llvm::MDNode *Type);
  void clear(WayObject &O, int64_t Offset, int64_t Size);
  bool inside(const WayObject &O, int64_t Offset, int64_t Size) const;

  const llvm::Module *M;
  std::vector<WayExpression> *Expressions;
  const llvm::DenseSet<const llvm::GlobalValue *> *Released; ///< what other files reach by variables of this one
  bool Initialized;                                          ///< the module's variables may have been changed before anybody calls in
  llvm::SmallVector<WayDomain, 16> Unknowns;                 ///< what each may still be; none: it is a pointer by now
  llvm::DenseMap<unsigned, WayValue> UnknownPointers;        ///< numbers that are used as pointers
  llvm::SmallVector<Pointer, 16> Pointers;
  std::vector<WayObject> Objects;
  llvm::DenseMap<const llvm::GlobalValue *, unsigned> Globals;
};

} // namespace autojit

#endif
