#include "ContentKey.h"

#include "autojit/Symbols.h"

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Support/BLAKE3.h"

using namespace llvm;

namespace autojit {

ContentKey contentKey(const Module &Extracted, const BodyFile &Bodies, bool Debug, Tier Made) {
  BLAKE3 Hash;
  SmallVector<char, 0> Bitcode;
  BitcodeWriter Writer(Bitcode);
  Writer.writeModule(Extracted);
  Writer.writeStrtab();
  Hash.update(StringRef(Bitcode.data(), Bitcode.size()));
  Hash.update(std::to_string(Bodies.flags()) + (Debug ? "g" : ""));
  for (const GlobalValue &GV : Extracted.global_values())
    if (GV.isDeclarationForLinker()) {
      const std::optional<unsigned> Import = Bodies.import(symbolOf(GV));
      Hash.update(!Import ? "n" : Bodies.isDirect(*Import) ? "d" : "i");
    }
  ContentKey Key = Hash.final<AUTOJIT_CONTENT_KEY_SIZE>();
  Key.back() = static_cast<uint8_t>((Key.back() & ~1) | (Made == Tier::Draft));
  return Key;
}

} // namespace autojit
