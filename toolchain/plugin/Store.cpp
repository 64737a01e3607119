#include "Store.h"

#include "StorePath.h"
#include "autojit/record.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

constexpr size_t LongestName = sizeof("/01/.facts.tmp-12345678") + 2 * AUTOJIT_ID_SIZE; ///< in the folder of modules
constexpr mode_t NotForOthers = S_IWGRP | S_IWOTH;                                      ///< whoever may write here may bring code into programs

Error failure(const Twine &What, const Twine &Path, std::error_code Code) {
  return createStringError(Code, "cannot " + What + " " + Path + ": " + Code.message() +
                                     "; set AUTOJIT_STORE to a folder that can be written, or AUTOJIT_DISABLE=1 to compile as usual");
}

/// Opens a new file beside `Path` for writing, whose name it leaves in `Temporary`. Not with llvm::sys::fs::createUniqueFile, which takes every % of
/// the store's path for a placeholder, nor with mkostemp, whose files only their owner can read: the umask decides, as for an object.
int openTemporary(const Twine &Path, mode_t Mode, std::string &Temporary) {
  for (;;) {
    uint32_t Random;
    if (::getrandom(&Random, sizeof Random, 0) != sizeof Random)
      return -1;
    Temporary = (Path + ".tmp-" + utohexstr(Random, /*LowerCase=*/true, 8)).str();
    const int Descriptor = ::open(Temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, Mode);
    if (Descriptor >= 0 || errno != EEXIST)
      return Descriptor;
  }
}

Error writeAtomically(const Twine &Path, StringRef Content, mode_t Mode) {
  std::string Temporary;
  const int Descriptor = openTemporary(Path, Mode, Temporary);
  if (Descriptor < 0)
    return failure("write", Path, std::error_code(errno, std::generic_category()));
  sys::RemoveFileOnSignal(Temporary);
  raw_fd_ostream Out(Descriptor, /*shouldClose=*/true);
  Out << Content;
  Out.close();
  std::error_code Code = Out.error();
  Out.clear_error();
  if (!Code)
    Code = sys::fs::rename(Temporary, Path);
  if (Code)
    sys::fs::remove(Temporary);
  sys::DontRemoveFileOnSignal(Temporary);
  if (Code)
    return failure("write", Path, Code);
  return Error::success();
}

/// Runtime and engine lie beside this plugin.
std::string libraryFolder() {
  Dl_info Self;
  SmallString<256> Path;
  if (::dladdr(reinterpret_cast<void *>(&hexOf), &Self) && Self.dli_fname)
    Path = Self.dli_fname;
  sys::fs::make_absolute(Path);
  sys::path::remove_filename(Path);
  return std::string(Path);
}

} // namespace

std::string hexOf(const ModuleId &Id) { return toHex(Id, /*LowerCase=*/true); }

Expected<Store> Store::open() {
  Expected<std::string> Root = storePath();
  if (!Root)
    return Root.takeError();
  SmallString<256> Modules(*Root);
  sys::path::append(Modules, "modules");
  // Said now, while the file can still be compiled as usual.
  if (Modules.size() + LongestName > PATH_MAX)
    return failure("use", Modules, std::error_code(ENAMETOOLONG, std::generic_category()));
  const bool IsPrivate = *Root == defaultStorePath();
  Store Result(*Root, (IsPrivate ? S_IRWXU : ACCESSPERMS) & ~NotForOthers);
  if (std::error_code Code = sys::fs::create_directories(Modules, true, Result.folderMode()))
    return failure("create", Modules, Code);
  if (::access(Modules.c_str(), W_OK | X_OK) != 0)
    return failure("write to", Modules, std::error_code(errno, std::generic_category()));
  return Result;
}

Error Store::nameToolchain() const {
  SmallString<256> Path(Root);
  sys::path::append(Path, "toolchain");
  const std::string Folder = libraryFolder();
  // Anything else of that name is replaced; to open a FIFO would be to wait.
  if (sys::fs::is_regular_file(Path))
    if (auto Known = MemoryBuffer::getFile(Path); Known && (*Known)->getBuffer() == Folder)
      return Error::success();
  return writeAtomically(Path, Folder, fileMode());
}

Error Store::identify() const {
  SmallString<256> Path(Root);
  sys::path::append(Path, "id");
  if (sys::fs::exists(Path))
    return Error::success();
  uint8_t Random[16];
  if (::getrandom(Random, sizeof Random, 0) != sizeof Random)
    return failure("make a number for", Path, std::error_code(errno, std::generic_category()));
  // Of compilers that run side by side the first one's stays.
  const std::string Temporary = (Path + "." + toHex(Random, /*LowerCase=*/true)).str();
  if (Error E = writeAtomically(Temporary, toHex(Random, /*LowerCase=*/true), fileMode()))
    return E;
  const int Code = ::link(Temporary.c_str(), Path.c_str()) == 0 || errno == EEXIST ? 0 : errno;
  sys::fs::remove(Temporary);
  return Code == 0 ? Error::success() : failure("write", Path, std::error_code(Code, std::generic_category()));
}

Error Store::write(const ModuleId &Id, StringRef Body, StringRef Manifest, StringRef Facts) const {
  const std::string Hex = hexOf(Id);
  SmallString<256> Folder(Root);
  sys::path::append(Folder, "modules", StringRef(Hex).take_front(2));
  if (std::error_code Code = sys::fs::create_directories(Folder, true, folderMode()))
    return failure("create", Folder, Code);
  SmallString<256> Path(Folder);
  sys::path::append(Path, Hex);
  // The body goes first: whoever sees a manifest finds its body.
  if (Error E = writeAtomically(Path + ".body", Body, fileMode()))
    return E;
  if (Error E = writeAtomically(Path + ".facts", Facts, fileMode()))
    return E;
  return writeAtomically(Path + ".json", Manifest, fileMode());
}

} // namespace autojit
