#include "ImageLog.h"

#include "autojit/build-id.h"
#include "autojit/image.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringSet.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

/// The name of the function in an image that holds one; empty when it makes no sense.
StringRef functionIn(ArrayRef<char> Image) {
  autojit_image_header Header;
  autojit_image_function Function;
  if (Image.size() < sizeof Header)
    return {};
  std::memcpy(&Header, Image.data(), sizeof Header);
  const uint64_t Strings = Header.strings.offset, End = Strings + Header.strings.count;
  if (Header.functions.count != 1 || Header.functions.offset + uint64_t(sizeof Function) > Image.size() || End > Image.size())
    return {};
  std::memcpy(&Function, Image.data() + Header.functions.offset, sizeof Function);
  if (Function.name >= Header.strings.count)
    return {};
  const StringRef Rest(Image.data() + Strings + Function.name, Header.strings.count - Function.name);
  return Rest.take_until([](char C) { return C == 0; });
}

} // namespace

std::shared_ptr<const ImageLog> ImageLog::open(const std::string &Path) {
  const int File = ::open(Path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (File < 0)
    return nullptr;
  scope_exit Close([File] { ::close(File); });
  struct stat Info;
  if (::fstat(File, &Info) != 0 || !S_ISREG(Info.st_mode) || Info.st_uid != ::geteuid() || (Info.st_mode & (S_IWGRP | S_IWOTH)) ||
      Info.st_size < static_cast<off_t>(sizeof(autojit_log_header)))
    return nullptr;
  const auto Size = static_cast<size_t>(Info.st_size);
  void *Mapped = ::mmap(nullptr, Size, PROT_READ, MAP_PRIVATE, File, 0); // logs are replaced, never cut
  if (Mapped == MAP_FAILED)
    return nullptr;
  std::shared_ptr<ImageLog> Log(new ImageLog(static_cast<const char *>(Mapped), Size));
  const auto *Header = static_cast<const autojit_log_header *>(Mapped);
  if (Header->magic != AUTOJIT_LOG_MAGIC || Header->version != AUTOJIT_LOG_VERSION || std::memcmp(Header->build, AUTOJIT_BUILD_ID, 32) != 0)
    return nullptr;
  Log->index();
  return Log;
}

ImageLog::~ImageLog() { ::munmap(const_cast<char *>(Bytes), Size); }

void ImageLog::index() {
  StringSet<> Named;
  autojit_log_entry Entry;
  for (size_t At = sizeof(autojit_log_header); Size - At >= sizeof Entry; At += Entry.size) {
    std::memcpy(&Entry, Bytes + At, sizeof Entry);
    if (Entry.size < sizeof Entry || Entry.size % 8 || Entry.size > Size - At)
      return;
    ContentKey Key;
    std::copy(std::begin(Entry.key), std::end(Entry.key), Key.begin());
    Entries[Key] = At;
    const StringRef Name = functionIn(ArrayRef(Bytes + At + sizeof Entry, Entry.size - sizeof Entry));
    if (!Name.empty() && Named.insert(Name).second)
      Order.push_back(Name.str());
  }
}

ArrayRef<char> ImageLog::find(const ContentKey &Key) const {
  const auto Found = Entries.find(Key);
  if (Found == Entries.end())
    return {};
  const auto *Entry = reinterpret_cast<const autojit_log_entry *>(Bytes + Found->second);
  uint32_t Checksum[2];
  autojit_log_checksum(Entry, Checksum);
  if (Checksum[0] != Entry->checksum[0] || Checksum[1] != Entry->checksum[1])
    return {};
  return ArrayRef(Bytes + Found->second + sizeof *Entry, Entry->size - sizeof *Entry);
}

} // namespace autojit
