#include "ImageLog.h"

#include "autojit/build-id.h"
#include "autojit/daemon.h"
#include "autojit/image.h"
#include "autojit/trust.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringSet.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {
namespace {

/// Reads on, a large piece at a time: an entry is some kilobytes.
class Pieces {
public:
  explicit Pieces(int File) : File(File) {}

  /// `Size` bytes from `At` on, until the next call; fewer where the file ends.
  ArrayRef<char> read(off_t At, size_t Size) {
    if (At < Start || At + static_cast<off_t>(Size) > Start + static_cast<off_t>(Bytes.size())) {
      Start = At;
      Bytes.resize_for_overwrite(std::max(Size, Piece));
      const ssize_t Got = ::pread(File, Bytes.data(), Bytes.size(), At);
      Bytes.truncate(Got > 0 ? static_cast<size_t>(Got) : 0);
    }
    return ArrayRef<char>(Bytes).drop_front(static_cast<size_t>(At - Start)).take_front(Size);
  }

private:
  static constexpr size_t Piece = 256 << 10;
  const int File;
  off_t Start = 0;
  SmallVector<char, 0> Bytes;
};

template <typename T> bool readAt(Pieces &File, off_t At, T &To) {
  const ArrayRef<char> Bytes = File.read(At, sizeof To);
  if (Bytes.size() < sizeof To)
    return false;
  std::memcpy(&To, Bytes.data(), sizeof To);
  return true;
}

/// The name of the function in an image that holds one; empty when it makes no sense.
std::string functionIn(Pieces &File, off_t Image, uint64_t Size) {
  autojit_image_header Header;
  autojit_image_function Function;
  if (Size < sizeof Header || !readAt(File, Image, Header))
    return {};
  const uint64_t End = uint64_t(Header.strings.offset) + Header.strings.count;
  if (Header.functions.count != 1 || Header.functions.offset + uint64_t(sizeof Function) > Size || End > Size ||
      !readAt(File, Image + Header.functions.offset, Function) || Function.name >= Header.strings.count)
    return {};
  const ArrayRef<char> Rest = File.read(Image + Header.strings.offset + Function.name, Header.strings.count - Function.name);
  return StringRef(Rest.data(), Rest.size()).take_until([](char C) { return C == 0; }).str();
}

/// Not larger than what a program may be answered.
bool holdsTogether(const autojit_log_entry &Entry) { return autojit_log_entry_makes_sense(&Entry) && Entry.size <= AUTOJIT_LONGEST_ANSWER; }

} // namespace

std::vector<char> entryOf(const FunctionId &Function, const ContentKey &Key, ArrayRef<char> Image) {
  std::vector<char> Result(sizeof(autojit_log_entry) + Image.size());
  auto *Entry = reinterpret_cast<autojit_log_entry *>(Result.data());
  Entry->size = static_cast<uint32_t>(Result.size());
  Entry->slot = Function.Slot;
  llvm::copy(Function.Module, Entry->module);
  llvm::copy(Key, Entry->key);
  llvm::copy(Image, Result.begin() + sizeof *Entry);
  uint32_t Checksum[2];
  autojit_log_checksum(Entry, Checksum);
  llvm::copy(Checksum, Entry->checksum);
  return Result;
}

/// Whether it is one that this toolchain wrote and this user alone can write.
static bool isOurLog(int File) {
  struct stat Info;
  autojit_log_header Header;
  return ::fstat(File, &Info) == 0 && autojit_is_private_file(&Info) &&
         ::pread(File, &Header, sizeof Header, 0) == static_cast<ssize_t>(sizeof Header) && autojit_log_is_of(&Header, AUTOJIT_BUILD_ID);
}

std::shared_ptr<const ImageLog> ImageLog::open(const std::string &Path) {
  const int File = ::open(Path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (File < 0)
    return nullptr;
  std::shared_ptr<const ImageLog> Log(new ImageLog(File));
  return isOurLog(File) ? Log : nullptr;
}

void ImageLog::append(const std::string &Path, ArrayRef<char> Entry) {
  const int File = ::open(Path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (File < 0)
    return;
  // With one write, as programs do: others append at the same time. What does not fit the disk is cut off where it is read.
  if (isOurLog(File) && ::write(File, Entry.data(), Entry.size()) < 0)
    consumeError(errorCodeToError(std::error_code(errno, std::generic_category())));
  ::close(File);
}

ImageLog::~ImageLog() { ::close(File); }

void ImageLog::index() const {
  StringSet<> Named;
  Pieces Reading(File);
  autojit_log_entry Entry;
  for (off_t At = sizeof(autojit_log_header); readAt(Reading, At, Entry) && holdsTogether(Entry); At += Entry.size) {
    ContentKey Key;
    std::copy(std::begin(Entry.key), std::end(Entry.key), Key.begin());
    Entries[Key] = At;
    if (!AUTOJIT_KEY_IS_DRAFT(Entry.key)) {
      ModuleId Module;
      std::copy(std::begin(Entry.module), std::end(Entry.module), Module.begin());
      Finals.emplace(Module, Entry.slot);
    }
    std::string Name = functionIn(Reading, At + static_cast<off_t>(sizeof Entry), Entry.size - sizeof Entry);
    if (!Name.empty() && Named.insert(Name).second)
      Order.push_back(std::move(Name));
  }
}

const std::vector<std::string> &ImageLog::order() const {
  std::call_once(Indexed, [this] { index(); });
  return Order;
}

bool ImageLog::hasFinals() const {
  std::call_once(Indexed, [this] { index(); });
  return !Finals.empty();
}

bool ImageLog::hasFinal(const ModuleId &Module, uint32_t Slot) const {
  std::call_once(Indexed, [this] { index(); });
  return Finals.count({Module, Slot}) != 0;
}

std::vector<char> ImageLog::find(const ContentKey &Key) const {
  std::call_once(Indexed, [this] { index(); });
  const auto Found = Entries.find(Key);
  autojit_log_entry Head;
  if (Found == Entries.end() || ::pread(File, &Head, sizeof Head, Found->second) != static_cast<ssize_t>(sizeof Head) || !holdsTogether(Head))
    return {};
  std::vector<char> Bytes(Head.size);
  if (::pread(File, Bytes.data(), Bytes.size(), Found->second) != static_cast<ssize_t>(Bytes.size()))
    return {};
  // What was read last is what is checked: the head may be another by now.
  auto *Entry = reinterpret_cast<autojit_log_entry *>(Bytes.data());
  if (Entry->size != Bytes.size() || !autojit_log_entry_is_intact(Entry))
    return {};
  Bytes.erase(Bytes.begin(), Bytes.begin() + sizeof *Entry);
  return Bytes;
}

} // namespace autojit
