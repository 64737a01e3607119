#ifndef AUTOJIT_DAEMON_CONNECTION_H
#define AUTOJIT_DAEMON_CONNECTION_H

#include "Clock.h"
#include "Messages.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <vector>

namespace autojit {

/// One peer: bytes in, messages out. What the messages mean is the server's.
class Connection {
public:
  Connection(int File, int Poll, uint64_t Number, pid_t Pid) : Number(Number), Pid(Pid), File(File), Poll(Poll) {}
  ~Connection() { close(); }
  Connection(const Connection &) = delete;
  Connection &operator=(const Connection &) = delete;

  const uint64_t Number; ///< never used twice
  const pid_t Pid;       ///< of the peer

  // --- on the server's thread ---

  /// Reads what is there. False when the peer is gone.
  bool receive();
  /// The next whole message, with its head, until the next call of receive; empty when there is none. `Garbage` is set when there cannot be one.
  llvm::ArrayRef<char> nextMessage(bool &Garbage) { return In.next(Garbage); }

  // --- any thread ---

  /// Sends a message: head, `Front` and `Back` behind it. What the peer does not take now is sent when it does; a peer that takes nothing for too
  /// long is closed.
  void send(autojit_message_kind Kind, llvm::ArrayRef<char> Front, llvm::ArrayRef<char> Back = {});
  void sendText(llvm::StringRef Text);
  /// The same for one of many texts: it waits here until the peer has taken those before it, at the peer's pace.
  void sendInTurn(std::shared_ptr<const std::string> Text);
  /// The peer takes bytes again.
  void flush();
  void close();
  /// Whether it was closed because the peer took nothing.
  bool stoodStill();

private:
  void sendNext();
  void push(llvm::ArrayRef<char> Bytes);
  void waitUntilWritable(bool Wanted);

  MessageStream In;

  std::mutex Lock; ///< of what follows
  int File;        ///< -1: closed
  const int Poll;
  std::vector<char> Out;
  std::deque<std::shared_ptr<const std::string>> InTurn;
  size_t InTurnBytes = 0;
  Clock::time_point LastTaken = Clock::now();
  bool StoodStill = false;
  bool Watched = false;
};

} // namespace autojit

#endif
