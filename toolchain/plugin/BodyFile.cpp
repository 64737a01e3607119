#include "BodyFile.h"

#include "autojit/body.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace autojit {

uint32_t bodyFlags(OptimizationLevel Level, bool Fuse) {
  return Level.getSpeedupLevel() | Level.getSizeLevel() << 4 | (Fuse ? AUTOJIT_BODY_FUSE_FLAG : 0);
}

std::string writeBodyFile(const Bodies &B, ArrayRef<std::string> Names, uint32_t Flags) {
  std::string Strings;
  std::vector<uint32_t> Offsets;
  auto Add = [&](StringRef Name) {
    Offsets.push_back(static_cast<uint32_t>(Strings.size()));
    Strings += Name;
    Strings += '\0';
  };
  for (const std::string &Name : Names)
    Add(Name);
  for (const Import &I : B.Imports)
    Add(I.Name);

  SmallVector<char, 0> Bitcode;
  raw_svector_ostream BitcodeStream(Bitcode);
  WriteBitcodeToFile(*B.Module, BitcodeStream);

  autojit_body_header Header = {};
  Header.magic = AUTOJIT_BODY_MAGIC;
  Header.version = AUTOJIT_BODY_VERSION;
  Header.function_count = static_cast<uint32_t>(Names.size());
  Header.import_count = static_cast<uint32_t>(B.Imports.size());
  Header.direct_imports = B.DirectImports;
  Header.strings_offset = static_cast<uint32_t>(sizeof(Header) + Offsets.size() * sizeof(uint32_t));
  Header.strings_size = static_cast<uint32_t>(Strings.size());
  Header.bitcode_offset = static_cast<uint32_t>(alignTo(Header.strings_offset + Strings.size(), 8));
  Header.bitcode_size = static_cast<uint32_t>(Bitcode.size());
  Header.flags = Flags;

  std::string File(reinterpret_cast<const char *>(&Header), sizeof(Header));
  File.append(reinterpret_cast<const char *>(Offsets.data()), Offsets.size() * sizeof(uint32_t));
  File += Strings;
  File.resize(Header.bitcode_offset);
  File.append(Bitcode.data(), Bitcode.size());
  return File;
}

std::string writeWithoutDebugInfo(const Bodies &B, ArrayRef<std::string> Names, uint32_t Flags) {
  StripDebugInfo(*B.Module);
  return writeBodyFile(B, Names, Flags);
}

} // namespace autojit
