#include "StorePath.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <fcntl.h>
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

std::string defaultStore() {
  auto Cache = cacheFolder();
  if (!Cache)
    return {};
  sys::path::append(*Cache, "store");
  return std::string(*Cache);
}

} // namespace

Expected<std::string> storePath() {
  auto Path = sys::Process::GetEnv("AUTOJIT_STORE");
  if (!Path || Path->empty()) {
    std::string Default = defaultStore();
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
  if (Store == defaultStore())
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
  if (!List || Store == defaultStore())
    return;
  if (sys::fs::create_directories(*List, true, sys::fs::owner_all))
    return;
  sys::path::append(*List, "stores");
  const std::string Line = Store.str() + "\n";
  if (sys::fs::exists(*List) && !sys::fs::is_regular_file(*List))
    return; /* a FIFO would stop the compiler */
  if (auto Known = MemoryBuffer::getFile(*List); Known && ("\n" + (*Known)->getBuffer()).str().find("\n" + Line) != std::string::npos)
    return;
  // One write at the end: compilers that run side by side do not mix their lines.
  int File = ::open(List->c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (File < 0)
    return;
  (void)!::write(File, Line.data(), Line.size());
  ::close(File);
}

} // namespace autojit
