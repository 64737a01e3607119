/// What the daemon takes for messages and questions, however the bytes are cut on their way.

#include "Messages.h"

#include <cstdint>
#include <cstdlib>

using namespace autojit;
using namespace llvm;

static void require(bool Fact) {
  if (!Fact)
    std::abort();
}

static size_t readAll(MessageStream &Stream, bool &Garbage) {
  size_t Read = 0;
  for (ArrayRef<char> Message; !(Message = Stream.next(Garbage)).empty(); Read += Message.size())
    if (const auto Asked = readQuestion(Message)) {
      require(Asked->BodyPath.size() + Asked->LogPath.size() + sizeof Asked->Fixed == Message.size());
      require(Asked->BodyPath.empty() || Asked->BodyPath.front() == '/');
    }
  return Read;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  const ArrayRef<char> Bytes(reinterpret_cast<const char *>(Data), Size);
  bool Garbage;
  MessageStream Whole;
  Whole.push(Bytes);
  const size_t Read = readAll(Whole, Garbage);
  require(Read + Whole.pending() == Size);

  MessageStream Cut;
  size_t CutRead = 0;
  bool CutGarbage = false;
  for (size_t At = 0; At < Size && !CutGarbage; At += 7) {
    Cut.push(Bytes.slice(At, std::min<size_t>(7, Size - At)));
    CutRead += readAll(Cut, CutGarbage);
  }
  require(Garbage == CutGarbage && Read == CutRead);
  return 0;
}
