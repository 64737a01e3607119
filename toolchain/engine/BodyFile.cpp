#include "BodyFile.h"

#include "Locations.h"
#include "autojit/Symbols.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/Error.h"

using namespace llvm;

namespace autojit {
namespace {

Error broken(const char *What) { return createStringError("its body file in the store is damaged (%s); delete the store and rebuild", What); }

} // namespace

OptimizationLevel levelOf(const BodyIndex &Index) {
  const uint32_t Flags = Index.flags();
  switch (AUTOJIT_BODY_SIZE_LEVEL(Flags)) {
  case 1:
    return OptimizationLevel::Os;
  case 2:
    return OptimizationLevel::Oz;
  default:
    break;
  }
  switch (AUTOJIT_BODY_SPEED_LEVEL(Flags)) {
  case 0:
    return OptimizationLevel::O0;
  case 1:
    return OptimizationLevel::O1;
  case 2:
    return OptimizationLevel::O2;
  default:
    return OptimizationLevel::O3;
  }
}

Expected<std::unique_ptr<BodyFile>> BodyFile::open(std::shared_ptr<const BodyBytes> Bytes, bool Locations) {
  std::unique_ptr<BodyFile> Result(new BodyFile(std::move(Bytes)));
  if (Error E = Locations ? Result->haveLocations() : Error::success())
    return std::move(E);
  if (Error E = Result->readSkeleton())
    return std::move(E);
  return std::move(Result);
}

Error BodyFile::haveLocations() {
  if (!Bytes->Locations)
    return Error::success();
  const StringRef Shared = Bytes->Index.bitcode();
  WithLocations = WritableMemoryBuffer::getNewUninitMemBuffer(Shared.size());
  if (!WithLocations)
    return createStringError("there is no memory for its body file");
  llvm::copy(Shared, WithLocations->getBufferStart());
  toggleLocations(WithLocations->getBuffer(), *Bytes->Locations);
  return Error::success();
}

Error BodyFile::readSkeleton() {
  // The file is what the plugin wrote, so the bitcode reader's own checks suffice; it is not hardened against hostile input.
  MemoryBufferRef Bitcode(WithLocations ? StringRef(WithLocations->getBufferStart(), WithLocations->getBufferSize()) : Bytes->Index.bitcode(),
                          Bytes->File->getBufferIdentifier());
  Expected<std::unique_ptr<Module>> Parsed = getLazyBitcodeModule(Bitcode, Context, /*ShouldLazyLoadMetadata=*/false);
  if (!Parsed)
    return Parsed.takeError();
  Estimate = InlineEstimate(level());
  Skeleton = std::move(*Parsed); // the one before goes with all that was read of it
  return Error::success();
}

void BodyFile::stripDebugInfo(Function &Body) {
  // Measured: a record of a variable brings six times as much as an instruction's line does, which is only there in bitcode that must have it.
  constexpr size_t ForLocation = 1, ForRecord = 6;
  for (const Instruction &I : instructions(Body))
    Stripped += (I.getDebugLoc() ? ForLocation : 0) + ForRecord * static_cast<size_t>(range_size(I.getDbgRecordRange()));
  llvm::stripDebugInfo(Body);
}

bool BodyFile::isWornOut() const {
  constexpr size_t Most = 64 << 10;
  return Stripped > Most;
}

/// The plugin escapes the names of bodies, so that no calling convention adds to them.
Function *BodyFile::find(StringRef Symbol) const { return Skeleton->getFunction(("\1" + Symbol + AUTOJIT_BODY_SUFFIX).str()); }

Expected<Function *> BodyFile::body(unsigned Slot) {
  if (Slot >= functionCount())
    return broken("it has fewer functions than the program");
  Function *F = find(functionName(Slot));
  if (!F)
    return broken("a body is missing");
  if (F->empty() && !F->isMaterializable()) { // its body was taken before
    if (Error E = readSkeleton())
      return std::move(E);
    return body(Slot);
  }
  if (Error E = F->materialize())
    return std::move(E);
  if (F->empty())
    return broken("a body is missing");
  return F;
}

Expected<bool> BodyFile::isWorthInlining(Function &Body) {
  return Estimate.isWorthOffering(Body, [this](Function &Callee) { return bodyBehind(Callee); });
}

Function *BodyFile::bodyBehind(Function &Callee) const {
  if (Callee.hasAvailableExternallyLinkage())
    return &Callee;
  Function *F = find(symbolOf(Callee));
  if (!F || F->hasFnAttribute(AUTOJIT_INTERPOSABLE))
    return nullptr;
  return !F->hasFnAttribute(AUTOJIT_PREEMPTIBLE) || F->hasFnAttribute(Attribute::AlwaysInline) ? F : nullptr;
}

} // namespace autojit
