#include "Image.h"

#include "Draft.h"
#include "autojit/DisplayName.h"
#include "autojit/body.h"
#include "autojit/rights.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace llvm;

namespace autojit {
namespace {

/// Appends tables to the image, each aligned to 8, and returns where they went.
class Writer {
public:
  explicit Writer(std::vector<char> &Out) : Out(Out) { Out.assign(sizeof(autojit_image_header), 0); }

  template <typename T> autojit_image_range add(ArrayRef<T> Elements) {
    Out.resize(alignTo(Out.size(), 8));
    autojit_image_range Range = {static_cast<uint32_t>(Out.size()), static_cast<uint32_t>(Elements.size())};
    const char *Bytes = reinterpret_cast<const char *>(Elements.data());
    Out.insert(Out.end(), Bytes, Bytes + Elements.size() * sizeof(T));
    return Range;
  }

private:
  std::vector<char> &Out;
};

class Strings {
public:
  uint32_t add(StringRef Text) {
    auto Offset = static_cast<uint32_t>(Bytes.size());
    Bytes.insert(Bytes.end(), Text.begin(), Text.end());
    Bytes.push_back('\0');
    return Offset;
  }
  std::vector<char> Bytes;
};

} // namespace

Expected<std::vector<char>> writeImage(const LinkedObject &Linked, const BodyFile &Bodies, ArrayRef<uint8_t> Id, ArrayRef<unsigned> Slots, Tier Made,
                                       ArrayRef<std::string> Inlined, const DebugObject *Debug) {
  Strings Names;
  std::vector<autojit_image_function> Entries;
  for (unsigned Slot : Slots) {
    const StringRef Name = Bodies.functionName(Slot);
    const auto Function = Linked.Functions.find((Name + AUTOJIT_BODY_SUFFIX).str());
    if (Function == Linked.Functions.end())
      return createStringError("the code generator made no code for it");
    // Nobody looks the name up: it is for people.
    Entries.push_back({0, Slot, Function->second.Offset, Function->second.Size, Names.add(displayName(Name))});
  }
  std::vector<autojit_image_symbol> Symbols;
  for (const std::string &Symbol : Linked.Symbols) {
    std::optional<unsigned> Import = Bodies.import(Symbol);
    const uint32_t Kind = Symbol == DraftCounter                    ? AUTOJIT_SYMBOL_COUNTER
                          : Symbol == DraftIsHot                    ? AUTOJIT_SYMBOL_HOT
                          : !Import                                 ? AUTOJIT_SYMBOL_NAMED
                          : autojit_gives_up_rights(Symbol.c_str()) ? AUTOJIT_SYMBOL_RIGHTS
                                                                    : AUTOJIT_SYMBOL_IMPORT;
    Symbols.push_back({Kind, 0, Import.value_or(0), Names.add(Symbol)});
  }
  for (uint32_t I = 0; I != Linked.Constants.size(); ++I)
    Symbols.push_back({AUTOJIT_SYMBOL_CONSTANT, 0, I, 0});
  std::vector<autojit_image_inlined> Inside;
  for (const std::string &Symbol : Inlined)
    Inside.push_back({0, Bodies.slotOf(Symbol).value_or(AUTOJIT_NO_SLOT), Names.add(Symbol)});
  // By symbol: the runtime resolves each once.
  std::vector<autojit_image_relocation> Relocations = Linked.Relocations;
  llvm::sort(Relocations, [](const auto &A, const auto &B) { return std::pair(A.symbol, A.offset) < std::pair(B.symbol, B.offset); });

  std::vector<char> Result;
  Writer Out(Result);
  autojit_image_header Header = {};
  Header.magic = AUTOJIT_IMAGE_MAGIC;
  Header.version = AUTOJIT_IMAGE_VERSION;
  Header.code_align = Linked.Alignment;
  Header.tier = Made == Tier::Draft ? AUTOJIT_TIER_DRAFT : AUTOJIT_TIER_FINAL;
  Header.modules = Out.add(Id);
  Header.modules.count = 1;
  Header.symbols = Out.add(ArrayRef<autojit_image_symbol>(Symbols));
  Header.constants = Out.add(ArrayRef<autojit_image_constant>(Linked.Constants));
  Header.relocations = Out.add(ArrayRef<autojit_image_relocation>(Relocations));
  Header.functions = Out.add(ArrayRef<autojit_image_function>(Entries));
  Header.inlined = Out.add(ArrayRef<autojit_image_inlined>(Inside));
  Header.strings = Out.add(ArrayRef<char>(Names.Bytes));
  Header.code = Out.add(ArrayRef<char>(Linked.Code));
  Header.eh_frame = {Linked.EhFrameOffset, Linked.EhFrameSize};
  if (Debug) {
    Header.debug = Out.add(ArrayRef<char>(Debug->Bytes));
    Header.debug_relocations = Out.add(ArrayRef<autojit_image_relocation>(Debug->Relocations));
  }
  Result.resize(alignTo(Result.size(), 8));
  Header.size = static_cast<uint32_t>(Result.size());
  std::memcpy(Result.data(), &Header, sizeof(Header));
  return Result;
}

} // namespace autojit
