#include "Locations.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Bitcode/LLVMBitCodes.h"
#include "llvm/Bitstream/BitstreamReader.h"

using namespace llvm;

namespace autojit {
namespace {

/// The bit in which the codes of the two records differ.
constexpr unsigned Bit = 1;
static_assert((bitc::FUNC_CODE_DEBUG_LOC ^ bitc::FUNC_CODE_DEBUG_LOC_AGAIN) == 1u << Bit);

/// How an abbreviation is written (llvm.org/docs/BitCodeFormat.html): the number of its operands, then of each whether it is a literal.
constexpr unsigned CountWidth = 5, LiteralWidth = 1, ValueWidth = 8;

/// Of an abbreviation that starts here: where the code of its records stands, if that is the one of locations.
Expected<std::optional<uint64_t>> lookAtAbbreviation(BitstreamCursor &Stream) {
  const uint64_t Start = Stream.GetCurrentBitNo();
  auto Count = Stream.ReadVBR(CountWidth);
  if (!Count)
    return Count.takeError();
  auto IsLiteral = Stream.Read(LiteralWidth);
  if (!IsLiteral)
    return IsLiteral.takeError();
  std::optional<uint64_t> Found;
  const uint64_t At = Stream.GetCurrentBitNo();
  if (*IsLiteral) {
    auto Code = Stream.ReadVBR(ValueWidth);
    if (!Code)
      return Code.takeError();
    if (*Code == bitc::FUNC_CODE_DEBUG_LOC)
      Found = At + Bit;
  }
  if (Error E = Stream.JumpToBit(Start))
    return std::move(E);
  if (Error E = Stream.ReadAbbrevRecord()) // past it
    return std::move(E);
  return Found;
}

/// In the block that describes the others, which comes first in a module.
Expected<std::optional<uint64_t>> lookAtBlockInfo(BitstreamCursor &Stream) {
  if (Error E = Stream.EnterSubBlock(bitc::BLOCKINFO_BLOCK_ID))
    return std::move(E);
  uint64_t Described = 0;
  SmallVector<uint64_t, 64> Record;
  for (;;) {
    auto Entry = Stream.advance(BitstreamCursor::AF_DontAutoprocessAbbrevs);
    if (!Entry)
      return Entry.takeError();
    if (Entry->Kind != BitstreamEntry::Record)
      return std::nullopt;
    if (Entry->ID == bitc::DEFINE_ABBREV) {
      auto Found = lookAtAbbreviation(Stream);
      if (!Found || (*Found && Described == bitc::FUNCTION_BLOCK_ID))
        return Found;
      continue;
    }
    Record.clear();
    auto Code = Stream.readRecord(Entry->ID, Record);
    if (!Code)
      return Code.takeError();
    if (*Code == bitc::BLOCKINFO_CODE_SETBID && !Record.empty())
      Described = Record[0];
  }
}

Expected<std::optional<uint64_t>> look(StringRef Bitcode) {
  constexpr unsigned MagicWidth = 32;
  BitstreamCursor Stream(Bitcode);
  if (auto Magic = Stream.Read(MagicWidth); !Magic)
    return Magic.takeError();
  while (!Stream.AtEndOfStream()) {
    auto Entry = Stream.advance();
    if (!Entry)
      return Entry.takeError();
    if (Entry->Kind == BitstreamEntry::Record) {
      if (auto Skipped = Stream.skipRecord(Entry->ID); !Skipped)
        return Skipped.takeError();
    } else if (Entry->Kind != BitstreamEntry::SubBlock) {
      break;
    } else if (Entry->ID == bitc::BLOCKINFO_BLOCK_ID) {
      return lookAtBlockInfo(Stream);
    } else if (Error E = Entry->ID == bitc::MODULE_BLOCK_ID ? Stream.EnterSubBlock(bitc::MODULE_BLOCK_ID) : Stream.SkipBlock()) {
      return std::move(E);
    }
  }
  return std::nullopt;
}

} // namespace

std::optional<uint64_t> findLocations(StringRef Bitcode) {
  auto Found = look(Bitcode);
  if (Found)
    return *Found;
  consumeError(Found.takeError()); // whoever reads it all says what is wrong
  return std::nullopt;
}

void toggleLocations(MutableArrayRef<char> Bitcode, uint64_t At) { Bitcode[At / 8] = static_cast<char>(Bitcode[At / 8] ^ 1 << At % 8); }

} // namespace autojit
