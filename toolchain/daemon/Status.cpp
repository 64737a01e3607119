#include "Server.h"

#include "autojit/build-id.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/JSON.h"

#include <map>
#include <unistd.h>

using namespace llvm;

namespace autojit {

static int64_t number(uint64_t Value) { return static_cast<int64_t>(Value); }

/// protocol/daemon.ts is its schema.
std::string Server::status() {
  // A program whose threads ask at once has several connections.
  std::map<int64_t, std::pair<std::string, uint64_t>> ByPid;
  for (const auto &[Number, Client] : Clients)
    if (Client->IsProgram) {
      auto &[Name, Asked] = ByPid[Client->Peer->Pid];
      Name = Client->Program;
      Asked += Client->Asked;
    }
  json::Array Programs;
  for (const auto &[Pid, Program] : ByPid)
    Programs.push_back(json::Object{{"pid", Pid}, {"program", json::fixUTF8(Program.first)}, {"asked", number(Program.second)}});
  json::Array Died;
  for (const Refusal &One : Refused.all())
    Died.push_back(json::Object{{"function", json::fixUTF8(nameOf(One))}, {"reason", json::fixUTF8(reasonOf(One))}});
  const PoolCounts Counts = Work.counts();
  json::Object Status{
      {"version", AUTOJIT_DAEMON_VERSION},
      {"build", AUTOJIT_BUILD_ID},
      {"llvm", LLVM_VERSION_STRING},
      {"pid", ::getpid()},
      {"since", number(BegunWall)},
      {"log", json::fixUTF8(Chosen.JournalPath)},
      {"jobs", Chosen.Jobs},
      {"idleSeconds", static_cast<int64_t>(Chosen.Idle.count())},
      {"programs", std::move(Programs)},
      {"asked", number(Counts.Asked)},
      {"fromMemory", number(Counts.FromMemory)},
      {"compiled", number(Counts.Compiled)},
      {"kept", number(Counts.Kept)},
      {"failed", number(Counts.Failed)},
      {"ahead", number(Counts.Ahead)},
      {"aheadUsed", number(Counts.AheadUsed)},
      {"raised", number(Counts.Raised)},
      {"restarted", number(Counts.Restarted)},
      {"refused", std::move(Died)},
      {"images", number(Work.imageCount())},
      {"imageBytes", number(Work.imageBytes())},
  };
  if (Chosen.OnlyFor) {
    Status["onlyFor"] = Chosen.OnlyFor;
    Status["lacking"] = json::Array(Chosen.Lacking);
  }
  std::string Text;
  raw_string_ostream(Text) << json::Value(std::move(Status));
  return Text;
}

} // namespace autojit
