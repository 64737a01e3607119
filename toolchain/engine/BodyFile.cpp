#include "BodyFile.h"

#include "autojit/Symbols.h"
#include "autojit/body.h"
#include "autojit/record.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Error.h"

#include <cstring>

using namespace llvm;

namespace autojit {
namespace {

Error broken(const char *What) { return createStringError("its body file in the store is damaged (%s); delete the store and rebuild", What); }

const autojit_body_header &headerOf(const MemoryBuffer &File) { return *reinterpret_cast<const autojit_body_header *>(File.getBufferStart()); }

OptimizationLevel levelFrom(uint32_t Flags) {
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

} // namespace

Expected<std::unique_ptr<BodyFile>> BodyFile::open(StringRef Path, ArrayRef<uint8_t> Id) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createStringError(Buffer.getError(), "its body file " + Path + " cannot be read: " + Buffer.getError().message());
  std::unique_ptr<BodyFile> Result(new BodyFile());
  Result->File = std::move(*Buffer);
  if (Error E = Result->parse(Id))
    return std::move(E);
  return std::move(Result);
}

Error BodyFile::parse(ArrayRef<uint8_t> Id) {
  if (File->getBufferSize() < sizeof(autojit_body_header))
    return broken("too short");
  const autojit_body_header &Header = headerOf(*File);
  if (Header.magic != AUTOJIT_BODY_MAGIC)
    return broken("not a body file");
  if (Header.version != AUTOJIT_BODY_VERSION)
    return createStringError("its body file has version %u, this engine reads version %u; rebuild with the AutoJIT that runs it", Header.version,
                             AUTOJIT_BODY_VERSION);
  const auto Hash = BLAKE3::hash<AUTOJIT_ID_SIZE>(arrayRefFromStringRef(File->getBuffer()));
  if (ArrayRef<uint8_t>(Hash) != Id)
    return broken("its content does not have the hash that the program was linked with");
  if (Error E = readNames())
    return E;
  Level = levelFrom(Header.flags);

  // The file is what the plugin wrote, so the bitcode reader's own checks suffice; it is not hardened against hostile input.
  MemoryBufferRef Bitcode(File->getBuffer().substr(Header.bitcode_offset, Header.bitcode_size), File->getBufferIdentifier());
  Expected<std::unique_ptr<Module>> Parsed = getLazyBitcodeModule(Bitcode, Context, /*ShouldLazyLoadMetadata=*/false);
  if (!Parsed)
    return Parsed.takeError();
  Skeleton = std::move(*Parsed);
  return Error::success();
}

Error BodyFile::readNames() {
  const autojit_body_header &Header = headerOf(*File);
  const StringRef All = File->getBuffer();
  const uint64_t Count = uint64_t(Header.function_count) + Header.import_count;
  const uint64_t NamesEnd = sizeof(Header) + Count * sizeof(uint32_t);
  if (NamesEnd > All.size() || Header.strings_offset < NamesEnd || uint64_t(Header.strings_offset) + Header.strings_size > All.size() ||
      uint64_t(Header.bitcode_offset) + Header.bitcode_size > All.size() || Header.direct_imports > Header.import_count)
    return broken("its parts do not fit");
  const StringRef Strings = All.substr(Header.strings_offset, Header.strings_size);
  if (Count && !Strings.ends_with(StringRef("\0", 1)))
    return broken("its names do not end");
  for (uint64_t I = 0; I != Count; ++I) {
    uint32_t Offset;
    std::memcpy(&Offset, All.data() + sizeof(Header) + I * sizeof(uint32_t), sizeof(Offset));
    if (Offset >= Strings.size())
      return broken("a name is outside its table");
    StringRef Name(Strings.data() + Offset);
    if (I < Header.function_count)
      FunctionNames.push_back(Name);
    else
      Imports.try_emplace(Name, static_cast<unsigned>(I - Header.function_count));
  }
  DirectImports = Header.direct_imports;
  return Error::success();
}

std::optional<unsigned> BodyFile::import(StringRef Name) const {
  auto Found = Imports.find(Name);
  return Found == Imports.end() ? std::nullopt : std::optional<unsigned>(Found->second);
}

/// The plugin escapes the names of bodies, so that no calling convention adds to them.
Function *BodyFile::find(StringRef Symbol) const { return Skeleton->getFunction(("\1" + Symbol + AUTOJIT_BODY_SUFFIX).str()); }

Expected<Function *> BodyFile::body(unsigned Slot) {
  if (Slot >= FunctionNames.size())
    return broken("it has fewer functions than the program");
  Function *F = find(FunctionNames[Slot]);
  if (!F)
    return broken("a body is missing");
  if (Error E = F->materialize())
    return std::move(E);
  return F;
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
