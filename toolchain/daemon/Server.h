#ifndef AUTOJIT_DAEMON_SERVER_H
#define AUTOJIT_DAEMON_SERVER_H

#include "Clock.h"
#include "Connection.h"
#include "Events.h"
#include "Journal.h"
#include "Pool.h"
#include "Socket.h"

#include <atomic>
#include <set>

namespace autojit {

/// Programs, and whoever looks after the daemon, at one socket (docs/daemon-protocol.md). One thread reads and decides; the pool's threads answer.
class Server {
public:
  struct Options {
    unsigned Jobs;
    std::chrono::seconds Idle; ///< without a question for so long, it ends; 0: never
    std::string SocketPath, JournalPath;
    pid_t OnlyFor;                    ///< this program and its children; 0: all of the user's
    std::vector<std::string> Lacking; ///< what it has less of than its user's session, which is why
  };

  Server(Options Chosen, Socket Listening, Journal &Log, const Refusals &Refused)
      : Chosen(std::move(Chosen)), Listening(std::move(Listening)), Log(Log), Refused(Refused) {}

  /// Serves until it is told to stop, by a message or a signal, or until nobody needs it. Returns why it stopped.
  std::string run();

private:
  struct Client {
    Client(std::shared_ptr<Connection> Peer, std::shared_ptr<Events> Watchers) : Peer(std::move(Peer)), Watchers(std::move(Watchers)) {}
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;
    /// Whoever still answers it holds it, so that the end of a program is told after its last function.
    ~Client() { Watchers->end(Peer->Number); }
    const std::shared_ptr<Connection> Peer;
    const std::shared_ptr<Events> Watchers;
    const Clock::time_point Since = Clock::now();
    bool Greeted = false, IsProgram = false;
    std::atomic<bool> Waits = false; ///< for an answer
    std::atomic<bool> Gone = false;
    std::string Program;
    uint64_t Asked = 0;
    std::set<ModuleId> Modules;
    std::map<std::string, std::shared_ptr<const ImageLog>> Logs;
  };
  using ClientRef = std::shared_ptr<Client>;

  void accept();
  void serve(const ClientRef &From);
  bool take(const ClientRef &From, llvm::ArrayRef<char> Message);
  bool greet(Client &From, llvm::ArrayRef<char> Message);
  bool question(const ClientRef &From, llvm::ArrayRef<char> Message, bool Waits);
  void drop(uint64_t Number, const llvm::Twine &Why);
  void tick();
  int patience() const;
  std::string status();

  const Options Chosen;
  Socket Listening;
  Journal &Log;
  const Refusals &Refused;
  int Poll = -1;
  std::map<uint64_t, ClientRef> Clients;
  uint64_t NextNumber = 0;
  std::string Stop; ///< why
  const Clock::time_point Begun = Clock::now();
  const uint64_t BegunWall = wallMilliseconds();
  Clock::time_point LastQuestion = Clock::now();
  Clock::time_point LastClient = Clock::now(); ///< when somebody was connected
  std::shared_ptr<Events> Watchers = std::make_shared<Events>();
  Pool &Work = *new Pool(Chosen.Jobs, Refused);
};

} // namespace autojit

#endif
