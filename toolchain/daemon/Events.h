#ifndef AUTOJIT_DAEMON_EVENTS_H
#define AUTOJIT_DAEMON_EVENTS_H

#include "Answers.h"
#include "Clock.h"
#include "Connection.h"
#include "Function.h"

#include "llvm/Support/JSON.h"

#include <map>
#include <optional>

namespace autojit {

/// What each program asked for, told to subscribers in the words of the trace (docs/daemon-protocol.md, "Events"). Whoever subscribes later is told
/// what happened before. Any thread.
class Events {
public:
  void begin(uint64_t Client, pid_t Pid);
  void materialized(uint64_t Client, const FunctionId &Function, const std::optional<FunctionId> &Caller, const Made &Result);
  /// A final was made for what runs as a draft in this process.
  void replaced(pid_t Pid, const FunctionId &Function, const Made &Result);
  void failed(uint64_t Client, const FunctionId &Function, const Made &Result);
  /// The program is gone or has closed its connection.
  void end(uint64_t Client);
  void subscribe(const std::shared_ptr<Connection> &Subscriber);

private:
  struct Program {
    pid_t Pid;
    Clock::time_point Start;
    std::vector<std::shared_ptr<const std::string>> Lines; ///< subscribers that have not come so far share them
  };
  void tell(uint64_t Client, llvm::json::Object Event);
  void tellOf(uint64_t Client, const FunctionId &Function, llvm::json::Object Event);
  void send(const std::shared_ptr<const std::string> &Line);

  std::mutex Lock;
  std::map<uint64_t, Program> Programs;
  std::vector<std::weak_ptr<Connection>> Subscribers;
};

} // namespace autojit

#endif
