#include "DebugObject.h"

#include "ConstantName.h"
#include "autojit/body.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELFObjectFile.h"

#include <cstring>

using namespace llvm;

namespace autojit {
namespace {

using File = object::ELFFile<object::ELF64LE>;

template <typename T> T readAt(ArrayRef<char> Bytes, uint64_t Offset) {
  T Value;
  std::memcpy(&Value, Bytes.data() + Offset, sizeof Value);
  return Value;
}

template <typename T> void writeAt(MutableArrayRef<char> Bytes, uint64_t Offset, T Value) {
  std::memcpy(Bytes.data() + Offset, &Value, sizeof Value);
}

uint64_t headerOffset(const File &Read, uint64_t Section) { return Read.getHeader().e_shoff + Section * sizeof(ELF::Elf64_Shdr); }

/// Debuggers read a relocatable object whose section addresses say where the code is; those addresses are relocations of the image.
Error noteSectionAddresses(const File &Read, const File::Elf_Shdr_Range &Sections, const LinkedObject &Linked, DebugObject &Result) {
  for (const auto &[Index, Section] : enumerate(Sections)) {
    if (!(Section.sh_flags & ELF::SHF_ALLOC))
      continue;
    auto Name = Read.getSectionName(Section);
    if (!Name)
      return Name.takeError();
    auto Found = Linked.SectionStarts.find(Name->str());
    if (Found == Linked.SectionStarts.end())
      continue;
    autojit_image_relocation R = {};
    R.offset = static_cast<uint32_t>(headerOffset(Read, Index) + offsetof(ELF::Elf64_Shdr, sh_addr));
    R.symbol = AUTOJIT_RELOCATION_BASE;
    R.kind = AUTOJIT_RELOCATION_ABS64;
    R.addend = Found->second;
    Result.Relocations.push_back(R);
  }
  return Error::success();
}

/// `f$autojit` is `f`, and what the optimizer splits off (`f$autojit.resume`) `f.resume`. Names share their ends in the table of strings, so the new
/// ones come behind a copy of it, at the end of the object.
Error nameForPeople(const File &Read, const File::Elf_Shdr &Symbols, std::vector<char> &Bytes) {
  auto Names = Read.getStringTableForSymtab(Symbols);
  if (!Names)
    return Names.takeError();
  std::string Table = Names->str();
  for (uint64_t At = Symbols.sh_offset; At != Symbols.sh_offset + Symbols.sh_size; At += sizeof(ELF::Elf64_Sym)) {
    const auto Offset = readAt<uint32_t>(Bytes, At + offsetof(ELF::Elf64_Sym, st_name));
    if (Offset >= Names->size())
      return createStringError("the object for debuggers has a symbol without a name");
    const StringRef Name = Names->substr(Offset).take_until([](char C) { return C == 0; });
    if (constantAlignment(Name)) { // a literal has no name in a regular build
      writeAt<uint32_t>(Bytes, At + offsetof(ELF::Elf64_Sym, st_name), 0);
      continue;
    }
    const auto [Own, Split] = Name.split(AUTOJIT_BODY_SUFFIX);
    if (Own.size() == Name.size())
      continue;
    writeAt(MutableArrayRef(Bytes), At + offsetof(ELF::Elf64_Sym, st_name), static_cast<uint32_t>(Table.size()));
    Table += (Own + Split + StringRef("\0", 1)).str();
  }
  if (Table.size() == Names->size())
    return Error::success();
  const uint64_t Header = headerOffset(Read, Symbols.sh_link);
  writeAt<uint64_t>(Bytes, Header + offsetof(ELF::Elf64_Shdr, sh_offset), Bytes.size());
  writeAt<uint64_t>(Bytes, Header + offsetof(ELF::Elf64_Shdr, sh_size), Table.size());
  Bytes.insert(Bytes.end(), Table.begin(), Table.end());
  return Error::success();
}

} // namespace

Expected<DebugObject> makeDebugObject(StringRef Object, const LinkedObject &Linked) {
  DebugObject Result{{Object.begin(), Object.end()}, {}};
  auto Read = File::create(Object);
  if (!Read)
    return Read.takeError();
  auto Sections = Read->sections();
  if (!Sections)
    return Sections.takeError();
  if (Error E = noteSectionAddresses(*Read, *Sections, Linked, Result))
    return std::move(E);
  for (const auto &Section : *Sections)
    if (Section.sh_type == ELF::SHT_SYMTAB)
      if (Error E = nameForPeople(*Read, Section, Result.Bytes))
        return std::move(E);
  return Result;
}

} // namespace autojit
