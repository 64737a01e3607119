#include "Rebind.h"

#include "autojit/DisplayName.h"
#include "autojit/image.h"

#include <cstring>

using namespace llvm;

namespace autojit {
namespace {

/// A table of an image; empty when it does not fit.
template <typename T> MutableArrayRef<T> table(std::vector<char> &Image, autojit_image_range Range) {
  if (Range.offset % alignof(T) || Range.offset + uint64_t(Range.count) * sizeof(T) > Image.size())
    return {};
  return MutableArrayRef<T>(reinterpret_cast<T *>(Image.data() + Range.offset), Range.count);
}

bool isImport(const autojit_image_symbol &Symbol) { return Symbol.kind == AUTOJIT_SYMBOL_IMPORT || Symbol.kind == AUTOJIT_SYMBOL_RIGHTS; }

} // namespace

std::optional<std::vector<char>> rebindImage(ArrayRef<char> Earlier, const BodyFile &Bodies, ArrayRef<uint8_t> Id, unsigned Slot) {
  autojit_image_header Header;
  if (Earlier.size() < sizeof(Header))
    return std::nullopt;
  std::memcpy(&Header, Earlier.data(), sizeof(Header));
  if (Header.magic != AUTOJIT_IMAGE_MAGIC || Header.version != AUTOJIT_IMAGE_VERSION || Header.size != Earlier.size())
    return std::nullopt;
  std::vector<char> Image(Earlier.begin(), Earlier.end());
  auto Functions = table<autojit_image_function>(Image, Header.functions);
  auto Symbols = table<autojit_image_symbol>(Image, Header.symbols);
  const auto Strings = table<char>(Image, Header.strings);
  const bool OneModule = Header.modules.count == 1 && Header.modules.offset + uint64_t(AUTOJIT_ID_SIZE) <= Image.size();
  if (!OneModule || Functions.size() != 1 || Symbols.size() != Header.symbols.count || Strings.empty() || Strings.back())
    return std::nullopt;
  // Two functions of equal content may have different names; each keeps its own.
  if (Functions[0].name >= Strings.size() || displayName(Bodies.functionName(Slot)) != Strings.data() + Functions[0].name)
    return std::nullopt;
  std::memcpy(Image.data() + Header.modules.offset, Id.data(), AUTOJIT_ID_SIZE);
  Functions[0].slot = Slot;
  for (autojit_image_symbol &Symbol : Symbols) {
    if (!isImport(Symbol))
      continue;
    const std::optional<unsigned> Import = Symbol.name < Strings.size() ? Bodies.import(Strings.data() + Symbol.name) : std::nullopt;
    if (!Import)
      return std::nullopt;
    Symbol.index = *Import;
  }
  for (autojit_image_inlined &Inside : table<autojit_image_inlined>(Image, Header.inlined)) {
    if (Inside.name >= Strings.size())
      return std::nullopt;
    Inside.slot = Bodies.slotOf(Strings.data() + Inside.name).value_or(AUTOJIT_NO_SLOT);
  }
  // Routines that the code generator calls are in no body, so the key does not say how they are reached.
  for (const autojit_image_relocation &R : table<autojit_image_relocation>(Image, Header.relocations))
    if (R.kind != AUTOJIT_RELOCATION_ABS64 && R.symbol < Symbols.size() && isImport(Symbols[R.symbol]) && !Bodies.isDirect(Symbols[R.symbol].index))
      return std::nullopt;
  return Image;
}

} // namespace autojit
