#include "Link.h"

#include "ConstantName.h"
#include "autojit/DisplayName.h"

#include "llvm/ExecutionEngine/JITLink/ELF_x86_64.h"
#include "llvm/ExecutionEngine/JITLink/JITLink.h"
#include "llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/JITLink/x86_64.h"
#include "llvm/ExecutionEngine/Orc/SymbolStringPool.h"
#include "llvm/Support/BLAKE3.h"

#include <limits>

using namespace llvm;
using namespace llvm::jitlink;

namespace autojit {
namespace {

// Where JITLink believes the code and the externals to be. The code is above 4 GiB and the externals far from it, so that no relaxation can
// depend on an address that is not the final one.
constexpr uint64_t CodeBase = 0x100000000;
constexpr uint64_t ExternalBase = 0x700000000000;

/// Kinds of edges of our own: a call or jump that 32 bits reach; and one that takes where it goes from memory, where 32 bits would reach.
constexpr Edge::Kind DirectBranch = std::numeric_limits<Edge::Kind>::max();
constexpr Edge::Kind CellBranch = DirectBranch - 1;

/// Lays all sections out in one block of memory.
class BlockMemory final : public JITLinkMemoryManager {
public:
  explicit BlockMemory(LinkedObject &Result) : Result(Result) {}

  void allocate(const JITLinkDylib *, LinkGraph &G, OnAllocatedFunction OnAllocated) override {
    BasicLayout Layout(G);
    uint64_t Size = 0;
    for (auto &[Group, Segment] : Layout.segments()) {
      Size = alignTo(Size, Segment.Alignment);
      Segment.Addr = orc::ExecutorAddr(CodeBase + Size);
      Size += Segment.ContentSize + Segment.ZeroFillSize;
      Result.Alignment = std::max(Result.Alignment, static_cast<uint32_t>(Segment.Alignment.value()));
    }
    Result.Code.assign(Size, 0);
    for (auto &[Group, Segment] : Layout.segments())
      Segment.WorkingMem = Result.Code.data() + (Segment.Addr.getValue() - CodeBase);
    if (Error E = Layout.apply())
      return OnAllocated(std::move(E));
    OnAllocated(std::make_unique<Allocation>());
  }

  void deallocate(std::vector<FinalizedAlloc> Allocations, OnDeallocatedFunction OnDeallocated) override {
    for (FinalizedAlloc &A : Allocations)
      A.release();
    OnDeallocated(Error::success());
  }

private:
  class Allocation final : public InFlightAlloc {
    void finalize(OnFinalizedFunction OnFinalized) override { OnFinalized(FinalizedAlloc(orc::ExecutorAddr(CodeBase))); }
    void abandon(OnAbandonedFunction OnAbandoned) override { OnAbandoned(Error::success()); }
  };
  LinkedObject &Result;
};

class ImageContext final : public JITLinkContext {
public:
  ImageContext(LinkedObject &Result, Error &Failure, function_ref<bool(StringRef)> IsDirect)
      : JITLinkContext(nullptr), Result(Result), Failure(Failure), IsDirect(IsDirect), Memory(Result) {}

  JITLinkMemoryManager &getMemoryManager() override { return Memory; }
  void notifyFailed(Error E) override { Failure = joinErrors(std::move(Failure), std::move(E)); }
  void notifyFinalized(JITLinkMemoryManager::FinalizedAlloc Allocation) override { Allocation.release(); }
  Error notifyResolved(LinkGraph &) override { return Error::success(); }
  LinkGraphPassFunction getMarkLivePass(const Triple &) const override { return markAllSymbolsLive; }

  void lookup(const LookupMap &Symbols, std::unique_ptr<JITLinkAsyncLookupContinuation> Continue) override {
    AsyncLookupResult Found;
    for (auto &[Name, Flags] : Symbols) {
      Found[Name] = orc::ExecutorSymbolDef(orc::ExecutorAddr(ExternalBase + 16 * Result.Symbols.size()), JITSymbolFlags::Exported);
      Result.Symbols.push_back((*Name).str());
    }
    Continue->run(std::move(Found));
  }

  Error modifyPassConfig(LinkGraph &, PassConfiguration &Config) override {
    Config.PostPrunePasses.insert(Config.PostPrunePasses.begin(), [this](LinkGraph &G) { return callDirectly(G); });
    Config.PreFixupPasses.push_back([this](LinkGraph &G) { return recordRelocations(G); });
    return Error::success();
  }

private:
  /// Calls of what 32 bits reach need no entry of a procedure linkage table, and none of a global offset table.
  Error callDirectly(LinkGraph &G) {
    for (Block *B : G.blocks())
      for (Edge &E : B->edges())
        if (E.getTarget().isExternal() && IsDirect(*E.getTarget().getName())) {
          if (E.getKind() == x86_64::BranchPCRel32)
            E.setKind(DirectBranch);
          else if (E.getKind() == x86_64::RequestGOTAndTransformToPCRel32GOTLoadRelaxable && E.getAddend() == 0 && isIndirectBranch(*B, E))
            E.setKind(CellBranch);
        }
    return Error::success();
  }

  /// Whether the field belongs to `call *` or `jmp *`.
  static bool isIndirectBranch(const Block &B, const Edge &E) {
    if (B.isZeroFill() || E.getOffset() < 2)
      return false;
    const ArrayRef<char> Opcode = B.getContent().slice(E.getOffset() - 2, 2);
    return Opcode[0] == '\xff' && (Opcode[1] == '\x15' || Opcode[1] == '\x25');
  }

  /// Takes out of the graph what only the final addresses can decide, and notes it.
  Error recordRelocations(LinkGraph &G) {
    for (Block *B : G.blocks()) {
      if (B->getAddress().getValue() < CodeBase)
        continue; // debug sections are not linked
      for (auto E = B->edges().begin(); E != B->edges().end();) {
        if (!E->isRelocation() || (E->getTarget().isDefined() && E->getKind() != x86_64::Pointer64 && !isConstant(E->getTarget()))) {
          ++E;
          continue;
        }
        if (Error Problem = record(G, *B, *E))
          return Problem;
        E = B->removeEdge(E);
      }
    }
    noteLayout(G);
    return Error::success();
  }

  Error record(LinkGraph &G, Block &B, const Edge &E) {
    autojit_image_relocation R = {};
    R.offset = static_cast<uint32_t>(B.getAddress().getValue() - CodeBase + E.getOffset());
    const Symbol &Target = E.getTarget();
    R.addend = E.getAddend();
    if (isConstant(Target)) {
      R.symbol = static_cast<uint32_t>(Result.Symbols.size()) + indexOfConstant(Target);
    } else if (Target.isDefined()) {
      R.symbol = AUTOJIT_RELOCATION_BASE;
      R.addend += static_cast<int64_t>(Target.getAddress().getValue() - CodeBase);
    } else if (Target.isExternal()) {
      R.symbol = static_cast<uint32_t>((Target.getAddress().getValue() - ExternalBase) / 16);
    } else {
      return createStringError("its code refers to an absolute address");
    }
    switch (E.getKind()) {
    case DirectBranch:
      R.kind = E.getAddend() == 0 ? AUTOJIT_RELOCATION_CALL32 : AUTOJIT_RELOCATION_PC32;
      R.addend -= 4; // counted from the end of the field
      break;
    case CellBranch:
      R.kind = AUTOJIT_RELOCATION_CELL32;
      R.addend -= 4;
      break;
    case x86_64::Pointer64:
      R.kind = AUTOJIT_RELOCATION_ABS64;
      break;
    case x86_64::PCRel32:
      R.kind = AUTOJIT_RELOCATION_PC32;
      R.addend -= 4; // this kind counts from the end of the field
      break;
    case x86_64::Delta32:
      R.kind = AUTOJIT_RELOCATION_PC32;
      break;
    default:
      return createStringError("its code has a relocation that images do not know (%s to %s)", G.getEdgeKindName(E.getKind()),
                               Target.hasName() ? displayName(*Target.getName()).c_str() : "a local");
    }
    if (R.kind != AUTOJIT_RELOCATION_ABS64 && Target.isExternal() && !IsDirect(*Target.getName()))
      return createStringError("its code expects '%s' nearby, but only the linker knows where that is", displayName(*Target.getName()).c_str());
    Result.Relocations.push_back(R);
    return Error::success();
  }

  static bool isConstant(const Symbol &S) { return S.isDefined() && S.hasName() && constantAlignment(*S.getName()); }

  uint32_t indexOfConstant(const Symbol &S) {
    auto [Known, IsNew] = ConstantIndex.try_emplace(&S, static_cast<uint32_t>(Result.Constants.size()));
    if (IsNew)
      Result.Constants.push_back(describeConstant(S));
    return Known->second;
  }

  /// Equal hash, equal constant: the bytes, how many there are, and what the code may assume of their address.
  static autojit_image_constant describeConstant(const Symbol &S) {
    BLAKE3 Hash;
    const uint64_t Shape[] = {S.getSize(), constantAlignment(*S.getName())->value()};
    Hash.update(ArrayRef(reinterpret_cast<const uint8_t *>(Shape), sizeof Shape));
    if (!S.getBlock().isZeroFill()) {
      ArrayRef<char> Bytes = S.getSymbolContent();
      Hash.update(ArrayRef(reinterpret_cast<const uint8_t *>(Bytes.data()), Bytes.size()));
    }
    autojit_image_constant Result = {};
    llvm::copy(Hash.final<AUTOJIT_CONSTANT_HASH_SIZE>(), Result.hash);
    Result.offset = static_cast<uint32_t>(S.getAddress().getValue() - CodeBase);
    return Result;
  }

  void noteLayout(LinkGraph &G) {
    for (Section &S : G.sections()) {
      SectionRange Range(S);
      if (Range.empty() || Range.getStart().getValue() < CodeBase)
        continue;
      auto Start = static_cast<uint32_t>(Range.getStart().getValue() - CodeBase);
      Result.SectionStarts[S.getName().str()] = Start;
      if (S.getName() == ".eh_frame") {
        Result.EhFrameOffset = Start;
        Result.EhFrameSize = static_cast<uint32_t>(Range.getSize());
      }
    }
    for (Symbol *S : G.defined_symbols())
      if (S->hasName() && S->isCallable() && S->getScope() != Scope::Local)
        Result.Functions[(*S->getName()).str()] = {static_cast<uint32_t>(S->getAddress().getValue() - CodeBase), static_cast<uint32_t>(S->getSize())};
  }

  LinkedObject &Result;
  Error &Failure;
  function_ref<bool(StringRef)> IsDirect;
  BlockMemory Memory;
  DenseMap<const Symbol *, uint32_t> ConstantIndex;
};

} // namespace

Expected<LinkedObject> linkObject(MemoryBufferRef Object, function_ref<bool(StringRef)> IsDirect) {
  LinkedObject Result;
  Error Failure = Error::success();
  // Names in continuations outlive the graph, so the pool must too.
  auto Names = std::make_shared<orc::SymbolStringPool>();
  auto Graph = createLinkGraphFromELFObject_x86_64(Object, Names);
  if (!Graph) {
    consumeError(std::move(Failure));
    return Graph.takeError();
  }
  link_ELF_x86_64(std::move(*Graph), std::make_unique<ImageContext>(Result, Failure, IsDirect));
  if (Failure)
    return std::move(Failure);
  return Result;
}

} // namespace autojit
