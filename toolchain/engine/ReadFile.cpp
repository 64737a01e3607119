#include "ReadFile.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

Error unreadable(StringRef Path, int Code) {
  const std::error_code Reason(Code, std::generic_category());
  return createStringError(Reason, "its body file " + Path + " cannot be read: " + Reason.message());
}

/// Fills `To` from where the file stands; 0 or an errno. A file that ends before is one that was cut short just now.
int readAll(int File, MutableArrayRef<char> To) {
  while (!To.empty()) {
    const ssize_t Got = ::read(File, To.data(), To.size());
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      return Got < 0 ? errno : ENODATA;
    To = To.drop_front(static_cast<size_t>(Got));
  }
  return 0;
}

} // namespace

Expected<std::unique_ptr<WritableMemoryBuffer>> readFile(StringRef Path, size_t HeadSize, function_ref<Error(StringRef Head, uint64_t Size)> Accept) {
  // A FIFO without a writer would make open wait, a terminal would become ours.
  const int File = ::open(Path.str().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (File < 0)
    return unreadable(Path, errno);
  scope_exit Close([File] { ::close(File); });
  struct stat Info;
  if (::fstat(File, &Info) != 0)
    return unreadable(Path, errno);
  if (!S_ISREG(Info.st_mode))
    return createStringError("its body file " + Path + " is no regular file; delete the store and rebuild");

  const auto Size = static_cast<uint64_t>(Info.st_size);
  SmallString<64> Head;
  Head.resize_for_overwrite(std::min<uint64_t>(Size, HeadSize));
  if (int Code = readAll(File, Head))
    return unreadable(Path, Code);
  if (Error E = Accept(Head, Size))
    return std::move(E);
  std::unique_ptr<WritableMemoryBuffer> Content = WritableMemoryBuffer::getNewUninitMemBuffer(Size, Path);
  if (!Content)
    return unreadable(Path, ENOMEM);
  std::copy(Head.begin(), Head.end(), Content->getBufferStart());
  if (int Code = readAll(File, Content->getBuffer().drop_front(Head.size())))
    return unreadable(Path, Code);
  return std::move(Content);
}

} // namespace autojit
