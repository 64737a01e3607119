/// The daemon's reader of image logs: from any bytes, only whole images whose checksum fits. The header is put right: bytes that fail there test
/// nothing else.

#include "ImageLog.h"
#include "autojit/build-id.h"

#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace autojit;
using namespace llvm;

static std::string Path;

static void require(bool Fact) {
  if (!Fact)
    std::abort();
}

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  Path = "/dev/shm/autojit-fuzz-daemon-" + std::to_string(::getpid()) + ".log";
  std::atexit([] { ::unlink(Path.c_str()); });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  autojit_log_header Header = {};
  Header.magic = AUTOJIT_LOG_MAGIC;
  Header.version = AUTOJIT_LOG_VERSION;
  std::memcpy(Header.build, AUTOJIT_BUILD_ID, sizeof Header.build);
  ::unlink(Path.c_str());
  FILE *File = std::fopen(Path.c_str(), "w");
  // Whatever the umask: a log that others may write is not read at all.
  require(File && ::fchmod(::fileno(File), 0600) == 0 && std::fwrite(&Header, sizeof Header, 1, File) == 1 &&
          (!Size || std::fwrite(Data, Size, 1, File) == 1) && std::fclose(File) == 0);
  const auto Log = ImageLog::open(Path);
  require(Log != nullptr);
  for (const std::string &Name : Log->order())
    require(!Name.empty() && Name.size() < Size);
  for (size_t At = 0; At + sizeof(autojit_log_entry) <= Size; At += 8) {
    ContentKey Key;
    std::memcpy(Key.data(), Data + At + offsetof(autojit_log_entry, key), Key.size());
    require(Log->find(Key).size() < Size);
  }
  return 0;
}
