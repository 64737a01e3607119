#include "Connection.h"

#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace llvm;

namespace autojit {

/// Bytes that a program may leave untaken: more than that is no program that waits for its answers.
static constexpr size_t MostUntaken = size_t(16) << 20;
/// A subscriber takes its time; one that stands still must not fill the memory.
static constexpr size_t MostInTurn = size_t(64) << 20;
static constexpr std::chrono::seconds LongestStandstill(60);
/// Of what waits in turn, so much is made ready at once.
static constexpr size_t Portion = 64 << 10;

bool Connection::receive() {
  for (;;) {
    char Block[4096];
    const ssize_t Got = ::recv(File, Block, sizeof Block, MSG_DONTWAIT);
    if (Got > 0)
      In.push(ArrayRef(Block, static_cast<size_t>(Got)));
    if (Got == static_cast<ssize_t>(sizeof Block) && In.pending() < 4 * AUTOJIT_LONGEST_QUESTION)
      continue;
    if (Got < 0 && errno == EINTR)
      continue;
    return Got > 0 || (Got < 0 && errno == EAGAIN);
  }
}

static std::vector<char> messageOf(autojit_message_kind Kind, ArrayRef<char> Front, ArrayRef<char> Back) {
  const autojit_message Head = {static_cast<uint32_t>(sizeof(autojit_message) + Front.size() + Back.size()), static_cast<uint32_t>(Kind)};
  // One write: the peer wakes up once.
  std::vector<char> Message;
  Message.reserve(Head.size);
  const auto *Bytes = reinterpret_cast<const char *>(&Head);
  Message.insert(Message.end(), Bytes, Bytes + sizeof Head);
  Message.insert(Message.end(), Front.begin(), Front.end());
  Message.insert(Message.end(), Back.begin(), Back.end());
  return Message;
}

void Connection::send(autojit_message_kind Kind, ArrayRef<char> Front, ArrayRef<char> Back) {
  const std::vector<char> Message = messageOf(Kind, Front, Back);
  const std::lock_guard Locked(Lock);
  push(Message);
}

void Connection::sendText(StringRef Text) { send(AUTOJIT_MESSAGE_TEXT, ArrayRef(Text.data(), Text.size())); }

void Connection::sendInTurn(std::shared_ptr<const std::string> Text) {
  const std::lock_guard Locked(Lock);
  if (File < 0)
    return;
  InTurnBytes += Text->size();
  InTurn.push_back(std::move(Text));
  sendNext();
  if (InTurnBytes > MostInTurn && Clock::now() - LastTaken > LongestStandstill) {
    StoodStill = true;
    ::shutdown(File, SHUT_RDWR);
  }
}

/// Under the lock, as all that is private.
void Connection::sendNext() {
  while (!InTurn.empty() && Out.size() < Portion) {
    const std::string &Text = *InTurn.front();
    push(messageOf(AUTOJIT_MESSAGE_TEXT, ArrayRef(Text.data(), Text.size()), {}));
    InTurnBytes -= Text.size();
    InTurn.pop_front();
  }
}

void Connection::push(ArrayRef<char> Bytes) {
  if (File < 0)
    return;
  size_t Sent = 0;
  if (Out.empty()) {
    const ssize_t Taken = ::send(File, Bytes.data(), Bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    Sent = Taken > 0 ? static_cast<size_t>(Taken) : 0;
    if (Sent)
      LastTaken = Clock::now();
  }
  if (Sent == Bytes.size())
    return;
  if (Out.size() > MostUntaken) {
    StoodStill = true;
    ::shutdown(File, SHUT_RDWR); // the server's thread notices and closes
    return;
  }
  Out.insert(Out.end(), Bytes.begin() + Sent, Bytes.end());
  waitUntilWritable(true);
}

void Connection::flush() {
  const std::lock_guard Locked(Lock);
  if (File < 0 || Out.empty())
    return;
  const ssize_t Taken = ::send(File, Out.data(), Out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (Taken > 0) {
    Out.erase(Out.begin(), Out.begin() + Taken);
    LastTaken = Clock::now();
  }
  sendNext();
  if (Out.empty())
    waitUntilWritable(false);
}

void Connection::waitUntilWritable(bool Wanted) {
  if (Wanted == Watched)
    return;
  Watched = Wanted;
  epoll_event Event = {};
  Event.events = EPOLLIN | (Wanted ? static_cast<uint32_t>(EPOLLOUT) : 0u);
  Event.data.u64 = Number;
  ::epoll_ctl(Poll, EPOLL_CTL_MOD, File, &Event);
}

void Connection::close() {
  const std::lock_guard Locked(Lock);
  if (File >= 0)
    ::close(File);
  File = -1;
}

bool Connection::stoodStill() {
  const std::lock_guard Locked(Lock);
  return StoodStill;
}

} // namespace autojit
