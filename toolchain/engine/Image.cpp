#include "Image.h"

#include "autojit/DisplayName.h"
#include "autojit/body.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELFObjectFile.h"

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

/// Debuggers read a relocatable object whose section addresses say where the code is; those addresses are relocations of the image.
Expected<std::vector<autojit_image_relocation>> sectionAddresses(StringRef Object, const LinkedObject &Linked) {
  auto File = object::ELF64LEFile::create(Object);
  if (!File)
    return File.takeError();
  auto Sections = File->sections();
  if (!Sections)
    return Sections.takeError();
  std::vector<autojit_image_relocation> Result;
  for (const auto &[Index, Section] : enumerate(*Sections)) {
    if (!(Section.sh_flags & ELF::SHF_ALLOC))
      continue;
    auto Name = File->getSectionName(Section);
    if (!Name)
      return Name.takeError();
    auto Found = Linked.SectionStarts.find(Name->str());
    if (Found == Linked.SectionStarts.end())
      continue;
    autojit_image_relocation R = {};
    R.offset = static_cast<uint32_t>(File->getHeader().e_shoff + Index * sizeof(ELF::Elf64_Shdr) + offsetof(ELF::Elf64_Shdr, sh_addr));
    R.symbol = AUTOJIT_RELOCATION_BASE;
    R.kind = AUTOJIT_RELOCATION_ABS64;
    R.addend = Found->second;
    Result.push_back(R);
  }
  return Result;
}

} // namespace

Expected<std::vector<char>> writeImage(const LinkedObject &Linked, const BodyFile &Bodies, ArrayRef<uint8_t> Id, unsigned Slot,
                                       StringRef DebugObject) {
  const StringRef Name = Bodies.functionName(Slot);
  const auto Function = Linked.Functions.find((Name + AUTOJIT_BODY_SUFFIX).str());
  if (Function == Linked.Functions.end())
    return createStringError("the code generator made no code for it");

  Strings Names;
  autojit_image_function Entry = {};
  Entry.slot = Slot;
  Entry.offset = Function->second.Offset;
  Entry.size = Function->second.Size;
  Entry.name = Names.add(displayName(Name)); // nobody looks it up: it is for people
  std::vector<autojit_image_symbol> Symbols;
  for (const std::string &Symbol : Linked.Symbols) {
    std::optional<unsigned> Import = Bodies.import(Symbol);
    const uint32_t Kind = Import ? AUTOJIT_SYMBOL_IMPORT : AUTOJIT_SYMBOL_NAMED;
    Symbols.push_back({Kind, 0, Import.value_or(0), Names.add(Symbol)});
  }
  for (uint32_t I = 0; I != Linked.Constants.size(); ++I)
    Symbols.push_back({AUTOJIT_SYMBOL_CONSTANT, 0, I, 0});
  // By symbol: the runtime resolves each once.
  std::vector<autojit_image_relocation> Relocations = Linked.Relocations;
  llvm::sort(Relocations, [](const auto &A, const auto &B) { return std::pair(A.symbol, A.offset) < std::pair(B.symbol, B.offset); });
  std::vector<autojit_image_relocation> DebugRelocations;
  if (!DebugObject.empty()) {
    auto Addresses = sectionAddresses(DebugObject, Linked);
    if (!Addresses)
      return Addresses.takeError();
    DebugRelocations = std::move(*Addresses);
  }

  std::vector<char> Result;
  Writer Out(Result);
  autojit_image_header Header = {};
  Header.magic = AUTOJIT_IMAGE_MAGIC;
  Header.version = AUTOJIT_IMAGE_VERSION;
  Header.code_align = Linked.Alignment;
  Header.modules = Out.add(Id);
  Header.modules.count = 1;
  Header.symbols = Out.add(ArrayRef<autojit_image_symbol>(Symbols));
  Header.constants = Out.add(ArrayRef<autojit_image_constant>(Linked.Constants));
  Header.relocations = Out.add(ArrayRef<autojit_image_relocation>(Relocations));
  Header.functions = Out.add(ArrayRef<autojit_image_function>(Entry));
  Header.strings = Out.add(ArrayRef<char>(Names.Bytes));
  Header.code = Out.add(ArrayRef<char>(Linked.Code));
  Header.eh_frame = {Linked.EhFrameOffset, Linked.EhFrameSize};
  if (!DebugObject.empty()) {
    Header.debug = Out.add(ArrayRef<char>(DebugObject.data(), DebugObject.size()));
    Header.debug_relocations = Out.add(ArrayRef<autojit_image_relocation>(DebugRelocations));
  }
  Result.resize(alignTo(Result.size(), 8));
  Header.size = static_cast<uint32_t>(Result.size());
  std::memcpy(Result.data(), &Header, sizeof(Header));
  return Result;
}

} // namespace autojit
