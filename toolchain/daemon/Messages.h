#ifndef AUTOJIT_DAEMON_MESSAGES_H
#define AUTOJIT_DAEMON_MESSAGES_H

#include "autojit/daemon.h"

#include "llvm/ADT/ArrayRef.h"

#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace autojit {

/// Cuts bytes that somebody sent into messages.
class MessageStream {
public:
  void push(llvm::ArrayRef<char> Bytes);
  /// Bytes that are no message yet.
  size_t pending() const { return Bytes.size() - Read; }
  /// The next whole message, with its head, until the next push; empty when there is none. `Garbage` is set when there cannot be one.
  llvm::ArrayRef<char> next(bool &Garbage);

private:
  std::vector<char> Bytes;
  size_t Read = 0;
};

/// The fixed part of a message; false when it is too short for one.
template <typename T> bool readAs(llvm::ArrayRef<char> Message, T &To) {
  if (Message.size() < sizeof To)
    return false;
  std::memcpy(&To, Message.data(), sizeof To);
  return true;
}

/// A question as a program puts it.
struct AskedQuestion {
  autojit_materialize Fixed;
  std::string BodyPath, LogPath;
};

/// Nothing when the message is not one.
std::optional<AskedQuestion> readQuestion(llvm::ArrayRef<char> Message);

} // namespace autojit

#endif
