#include "Headers.h"

#include "autojit/headers.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

constexpr StringRef OfTheSystem[] = {"/usr/include/", "/usr/lib/"};

/// Only what a drop-in opened: whoever else sets the variable does not get a file of theirs emptied.
bool isOurs(StringRef Path) {
  char Name[64];
  const ssize_t Size = ::readlink(Path.str().c_str(), Name, sizeof Name);
  return Path.starts_with("/proc/") && Size > 0 && StringRef(Name, static_cast<size_t>(Size)).starts_with("/memfd:" AUTOJIT_HEADERS_FILE);
}

/// `a/../b` is `b` only where `a` is no link to a folder elsewhere.
std::string absolute(StringRef Name) {
  SmallString<256> Path(Name);
  if (sys::fs::make_absolute(Path))
    return Name.str();
  SmallString<256> Short(Path), Real;
  sys::path::remove_dots(Short, /*remove_dot_dot=*/true);
  if (!Path.str().contains("..") || sys::fs::equivalent(Path, Short) || sys::fs::real_path(Path, Real))
    return std::string(Short);
  return std::string(Real);
}

/// What #embed takes in, clang notes nowhere. A file that only speaks of it is known less well than it could be, and that is all.
bool mayEmbed(const Twine &Path) {
  auto File = MemoryBuffer::getFile(Path);
  if (!File)
    return false;
  const StringRef Text = (*File)->getBuffer();
  for (size_t At = Text.find("embed"); At != StringRef::npos; At = Text.find("embed", At + 1))
    if (Text.take_front(At).rtrim(" \t").ends_with("#"))
      return true;
  return false;
}

} // namespace

std::optional<std::vector<std::string>> includedFiles(StringRef Source, const CommandLine &Options) {
  const auto Notes = sys::Process::GetEnv(AUTOJIT_HEADERS_VARIABLE);
  if (!Notes || !isOurs(*Notes) || Options.readsCompiledHeaders())
    return std::nullopt;
  auto File = MemoryBuffer::getFileAsStream(*Notes);
  if (!File)
    return std::nullopt;
  StringSet<> Names;
  std::vector<std::string> Result;
  for (StringRef Rest = (*File)->getBuffer(); !Rest.empty();) {
    StringRef Name;
    std::tie(Name, Rest) = Rest.split('\n');
    if (!Name.empty() && !Name.starts_with("<") && Names.insert(Name).second &&
        none_of(OfTheSystem, [&](StringRef Start) { return Name.starts_with(Start); }))
      Result.push_back(absolute(Name));
  }
  // The command may compile another source behind this one.
  if (::truncate(Notes->c_str(), 0) != 0)
    return std::nullopt;
  if (mayEmbed(Source) || any_of(Result, [](const std::string &Path) { return mayEmbed(Path); }))
    return std::nullopt;
  return Result;
}

} // namespace autojit
