#include "StorePath.h"

#include "autojit/store-lists.h"
#include "autojit/trust.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

/// `$XDG_CACHE_HOME/autojit`, else `~/.cache/autojit`; nothing when there is no home.
std::optional<SmallString<256>> cacheFolder() {
  SmallString<256> Cache;
  if (auto Xdg = sys::Process::GetEnv("XDG_CACHE_HOME"); Xdg && sys::path::is_absolute(*Xdg))
    Cache = *Xdg;
  else if (sys::path::home_directory(Cache))
    sys::path::append(Cache, ".cache");
  else
    return std::nullopt;
  sys::path::append(Cache, "autojit");
  return Cache;
}

/// Anything else of that name stays as it is; a FIFO would stop the compiler.
void addLine(SmallString<256> &List, StringRef Store, mode_t Mode) {
  const std::string Line = Store.str() + "\n";
  if (sys::fs::exists(List) && !sys::fs::is_regular_file(List))
    return;
  if (auto Known = MemoryBuffer::getFile(List); Known && ("\n" + (*Known)->getBuffer()).str().find("\n" + Line) != std::string::npos)
    return;
  // One write at the end: compilers that run side by side do not mix their lines.
  int File = ::open(List.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, Mode);
  if (File < 0)
    return;
  (void)!::write(File, Line.data(), Line.size());
  ::close(File);
}

/// Whether anybody can walk to the store and see each name on the way: to list it tells nobody anything new.
bool isPublic(StringRef Store) {
  for (StringRef Folder = Store; !Folder.empty(); Folder = sys::path::parent_path(Folder)) {
    const auto Mode = sys::fs::getPermissions(Folder);
    if (!Mode || (*Mode & (sys::fs::others_read | sys::fs::others_exe)) != (sys::fs::others_read | sys::fs::others_exe))
      return false;
  }
  return true;
}

/// In a folder that anybody may have made: only one that is ours is used.
void listPublicly(StringRef Store) {
  const auto Choice = sys::Process::GetEnv("AUTOJIT_PUBLIC_LIST");
  if ((Choice && *Choice == "off") || !isPublic(Store))
    return;
  SmallString<256> Folder((AUTOJIT_PUBLIC_LISTS + Twine(::geteuid())).str());
  struct stat Info;
  (void)!::mkdir(Folder.c_str(), 0755);
  if (::lstat(Folder.c_str(), &Info) != 0 || !autojit_is_private_folder(&Info))
    return;
  sys::path::append(Folder, "stores");
  addLine(Folder, Store, 0644);
}

} // namespace

std::string defaultStorePath() {
  auto Cache = cacheFolder();
  if (!Cache)
    return {};
  sys::path::append(*Cache, "store");
  return std::string(*Cache);
}

Expected<std::string> storePath() {
  auto Path = sys::Process::GetEnv("AUTOJIT_STORE");
  if (!Path || Path->empty()) {
    std::string Default = defaultStorePath();
    if (Default.empty())
      return createStringError("no home folder for the store; set AUTOJIT_STORE");
    return Default;
  }
  SmallString<256> Absolute(*Path);
  if (std::error_code Code = sys::fs::make_absolute(Absolute))
    return createStringError(Code, "cannot find the folder that AUTOJIT_STORE names, " + Twine(*Path) + ": " + Code.message());
  sys::path::remove_dots(Absolute, true);
  return std::string(Absolute);
}

std::string linkedStorePath(StringRef Store) {
  if (Store == defaultStorePath())
    return {};
  SmallString<256> Here;
  if (sys::fs::current_path(Here))
    return std::string(Store);
  // What is left of the store's path below the deepest folder that both are in.
  StringRef Common = Here;
  while (!(Store.starts_with(Common) && Store.substr(Common.size()).starts_with("/")))
    Common = sys::path::parent_path(Common);
  return Common.size() <= 1 ? std::string(Store) : std::string(Store.substr(Common.size() + 1));
}

void listStore(StringRef Store) {
  auto List = cacheFolder();
  if (!List || Store == defaultStorePath())
    return;
  listPublicly(Store);
  if (sys::fs::create_directories(*List, true, sys::fs::owner_all))
    return;
  sys::path::append(*List, "stores");
  addLine(*List, Store, 0600);
}

} // namespace autojit
