#include "ContentKey.h"

#include "Extract.h"
#include "autojit/Symbols.h"

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/Support/BLAKE3.h"

using namespace llvm;

namespace autojit {

/// Whether one of the functions that are made calls itself, and not whatever is behind its stub.
static bool callsItself(const Module &Extracted) {
  return any_of(Extracted, [](const Function &F) {
    return !F.isDeclarationForLinker() && any_of(F.uses(), [&](const Use &U) {
      const auto *Call = dyn_cast<CallBase>(U.getUser());
      return Call && Call->isCallee(&U) && Call->getFunction() == &F;
    });
  });
}

/// More than a program that reloads may have, where what a running loop has inlined stays as it was.
static bool inlinesMuch(const Module &Extracted) {
  unsigned Count = 0;
  return any_of(Extracted, [&Count](const Function &F) {
    return F.hasAvailableExternallyLinkage() && !F.hasFnAttribute(Attribute::AlwaysInline) &&
           (F.getInstructionCount() > LargestInReloads || ++Count > MostInReloads);
  });
}

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
  Key.back() = static_cast<uint8_t>((Key.back() & ~3) | (Made == Tier::Draft ? 1 : 0) | (callsItself(Extracted) || inlinesMuch(Extracted) ? 2 : 0));
  return Key;
}

} // namespace autojit
