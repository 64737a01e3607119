#include "BodyIndex.h"

#include "autojit/record.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"

#include <cstring>

using namespace llvm;

namespace autojit {
namespace {

Error broken(const char *What) { return createStringError("its body file in the store is damaged (%s); delete the store and rebuild", What); }

} // namespace

Error BodyIndex::checkHead(StringRef Head, uint64_t Size) {
  autojit_body_header Header;
  if (Head.size() < sizeof(Header))
    return broken("too short");
  std::memcpy(&Header, Head.data(), sizeof(Header));
  if (Header.magic != AUTOJIT_BODY_MAGIC)
    return broken("not a body file");
  if (Header.version != AUTOJIT_BODY_VERSION)
    return createStringError("its body file has version %u, this engine reads version %u; rebuild with the AutoJIT that runs it", Header.version,
                             AUTOJIT_BODY_VERSION);
  const uint64_t NamesEnd = sizeof(Header) + (uint64_t(Header.function_count) + Header.import_count) * sizeof(uint32_t);
  if (Header.direct_imports > Header.import_count || Header.strings_offset < NamesEnd ||
      uint64_t(Header.strings_offset) + Header.strings_size > Header.bitcode_offset || uint64_t(Header.bitcode_offset) + Header.bitcode_size != Size)
    return broken("its parts do not fit");
  return Error::success();
}

Expected<BodyIndex> BodyIndex::read(StringRef File, ArrayRef<uint8_t> Id) {
  if (Error E = checkHead(File.take_front(sizeof(autojit_body_header)), File.size()))
    return std::move(E);
  const auto Hash = BLAKE3::hash<AUTOJIT_ID_SIZE>(arrayRefFromStringRef(File));
  if (ArrayRef<uint8_t>(Hash) != Id)
    return broken("its content does not have the hash that the program was linked with");
  BodyIndex Result;
  std::memcpy(&Result.Header, File.data(), sizeof(Result.Header));
  if (Error E = Result.readNames(File))
    return std::move(E);
  Result.Bitcode = File.substr(Result.Header.bitcode_offset, Result.Header.bitcode_size);
  return std::move(Result);
}

Error BodyIndex::readNames(StringRef File) {
  const uint64_t Count = uint64_t(Header.function_count) + Header.import_count;
  const StringRef Strings = File.substr(Header.strings_offset, Header.strings_size);
  if (Count && !Strings.ends_with(StringRef("\0", 1)))
    return broken("its names do not end");
  // Each name starts where the one before it ends, so no bytes are read twice.
  size_t Next = 0;
  for (uint64_t I = 0; I != Count; ++I) {
    uint32_t Offset;
    std::memcpy(&Offset, File.data() + sizeof(Header) + I * sizeof(uint32_t), sizeof(Offset));
    if (Offset != Next || Next >= Strings.size())
      return broken("a name is not in its place");
    const StringRef Name(Strings.data() + Next);
    Next += Name.size() + 1;
    if (I < Header.function_count) {
      Slots.try_emplace(Name, static_cast<unsigned>(I));
      FunctionNames.push_back(Name);
    } else
      Imports.try_emplace(Name, static_cast<unsigned>(I - Header.function_count));
  }
  return Error::success();
}

static std::optional<unsigned> look(const StringMap<unsigned> &Table, StringRef Name) {
  const auto Found = Table.find(Name);
  return Found == Table.end() ? std::nullopt : std::optional<unsigned>(Found->second);
}

std::optional<unsigned> BodyIndex::slotOf(StringRef Symbol) const { return look(Slots, Symbol); }

std::optional<unsigned> BodyIndex::import(StringRef Name) const { return look(Imports, Name); }

} // namespace autojit
