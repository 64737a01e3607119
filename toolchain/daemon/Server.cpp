#include "Server.h"

#include "ProcessOf.h"
#include "autojit/build-id.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

using namespace llvm;

namespace autojit {
namespace {

/// What epoll says something happened to; connections have numbers from there on.
enum : uint64_t { ListeningNumber, SignalNumber, FirstConnection };

constexpr std::chrono::seconds GreetingTime(5);
/// A daemon for one program waits so long for it, or a child of it, to come back.
constexpr std::chrono::seconds AloneTime(1);
constexpr std::chrono::milliseconds Heartbeat(AUTOJIT_HEARTBEAT_MS);

void watch(int Poll, int File, uint64_t Number) {
  epoll_event Event = {};
  Event.events = EPOLLIN;
  Event.data.u64 = Number;
  ::epoll_ctl(Poll, EPOLL_CTL_ADD, File, &Event);
}

/// The signals were blocked by main, in all threads.
int openSignals() {
  sigset_t Signals;
  sigemptyset(&Signals);
  for (const int Signal : {SIGTERM, SIGINT, SIGHUP, SIGXCPU})
    sigaddset(&Signals, Signal);
  return ::signalfd(-1, &Signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// What came there means.
const char *signalled(int Signals) {
  signalfd_siginfo Info = {};
  const bool IsTime = ::read(Signals, &Info, sizeof Info) == static_cast<ssize_t>(sizeof Info) && Info.ssi_signo == SIGXCPU;
  return IsTime ? "it has used all the processor time that it may have (ulimit -t)" : "a signal asked it to";
}

} // namespace

std::string Server::run() {
  Poll = ::epoll_create1(EPOLL_CLOEXEC);
  const int Signals = openSignals();
  watch(Poll, Listening.file(), ListeningNumber);
  watch(Poll, Signals, SignalNumber);
  NextNumber = FirstConnection;
  while (Stop.empty()) {
    epoll_event Happened[64];
    const int Count = ::epoll_wait(Poll, Happened, std::size(Happened), patience());
    for (int I = 0; I < Count && Stop.empty(); ++I) {
      const uint64_t Number = Happened[I].data.u64;
      if (Number == ListeningNumber)
        accept();
      else if (Number == SignalNumber)
        Stop = signalled(Signals);
      else if (const auto Found = Clients.find(Number); Found != Clients.end()) {
        if (Happened[I].events & EPOLLOUT)
          Found->second->Peer->flush();
        if (Happened[I].events & ~static_cast<uint32_t>(EPOLLOUT))
          serve(ClientRef(Found->second));
      }
    }
    tick();
  }
  Listening.remove();
  if (Chosen.OnlyFor) // nobody else will use it
    ::unlink((Chosen.SocketPath + ".lock").c_str());
  return Stop;
}

void Server::accept() {
  const int File = ::accept4(Listening.file(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (File < 0) {
    if (errno == EMFILE || errno == ENFILE)
      ::usleep(10000); // it stays in the queue until somebody leaves
    return;
  }
  ucred Peer = {};
  socklen_t Size = sizeof Peer;
  if (::getsockopt(File, SOL_SOCKET, SO_PEERCRED, &Peer, &Size) != 0 || Peer.uid != ::geteuid()) {
    Log.write("refused a connection of user " + Twine(Peer.uid));
    ::close(File);
    return;
  }
  const uint64_t Number = NextNumber++;
  watch(Poll, File, Number);
  Clients[Number] = std::make_shared<Client>(std::make_shared<Connection>(File, Poll, Number, Peer.pid), Watchers);
}

void Server::drop(uint64_t Number, const Twine &Why) {
  const auto Found = Clients.find(Number);
  if (Found == Clients.end())
    return;
  if (!Why.isTriviallyEmpty())
    Log.write("process " + Twine(Found->second->Peer->Pid) + ": " + Why);
  Found->second->Gone = true;
  Found->second->Peer->close();
  Clients.erase(Found);
}

void Server::serve(const ClientRef &From) {
  const uint64_t Number = From->Peer->Number;
  const bool Gone = !From->Peer->receive();
  bool Garbage = false;
  for (ArrayRef<char> Message; Stop.empty() && !(Message = From->Peer->nextMessage(Garbage)).empty();)
    if (!take(From, Message))
      return drop(Number, "sent what makes no sense");
  if (Garbage)
    return drop(Number, "sent what is no message");
  if (Gone)
    drop(Number, From->Peer->stoodStill() ? "took nothing of what it asked for" : "");
}

bool Server::take(const ClientRef &From, ArrayRef<char> Message) {
  autojit_message Head;
  std::memcpy(&Head, Message.data(), sizeof Head);
  if (!From->Greeted)
    return Head.kind == AUTOJIT_MESSAGE_HELLO && greet(*From, Message);
  switch (Head.kind) {
  case AUTOJIT_MESSAGE_MATERIALIZE:
    return question(From, Message, true);
  case AUTOJIT_MESSAGE_EXPECT:
    return question(From, Message, false);
  case AUTOJIT_MESSAGE_STATUS:
    From->Peer->sendText(status());
    return true;
  case AUTOJIT_MESSAGE_STOP:
    From->Peer->sendText("{}");
    Stop = "process " + std::to_string(From->Peer->Pid) + " asked it to";
    return true;
  case AUTOJIT_MESSAGE_SUBSCRIBE:
    Watchers->subscribe(From->Peer);
    return true;
  default:
    return false;
  }
}

bool Server::greet(Client &From, ArrayRef<char> Message) {
  autojit_hello Theirs, Ours = {};
  Ours.head = {sizeof Ours, AUTOJIT_MESSAGE_HELLO};
  Ours.magic = AUTOJIT_DAEMON_MAGIC;
  Ours.version = AUTOJIT_DAEMON_VERSION;
  std::memcpy(Ours.build, AUTOJIT_BUILD_ID, sizeof Ours.build);
  if (!readAs(Message, Theirs) || Theirs.magic != Ours.magic)
    return false;
  const auto *Bytes = reinterpret_cast<const char *>(&Ours);
  From.Peer->send(AUTOJIT_MESSAGE_HELLO, ArrayRef(Bytes, sizeof Ours).drop_front(sizeof Ours.head));
  // Who looks after the daemon may be of another build; a program sees the difference and leaves.
  return From.Greeted = Theirs.version == Ours.version;
}

bool Server::question(const ClientRef &From, ArrayRef<char> Message, bool Waits) {
  const std::optional<AskedQuestion> Asked = readQuestion(Message);
  if (!Asked || (Waits && From->Waits))
    return false;
  const autojit_materialize &Fixed = Asked->Fixed;
  if (!From->IsProgram) {
    From->IsProgram = true;
    From->Program = ProcessOf(From->Peer->Pid).Program;
    if (!(Fixed.flags & (AUTOJIT_MATERIALIZE_TRACED | AUTOJIT_MATERIALIZE_BEHIND))) // finals come by a connection of their own
      Watchers->begin(From->Peer->Number, From->Peer->Pid);
  }
  Pool::Question Wanted;
  std::copy(std::begin(Fixed.module), std::end(Fixed.module), Wanted.Function.Module.begin());
  Wanted.Function.Slot = Fixed.slot;
  Wanted.Function.Debug = (Fixed.flags & AUTOJIT_MATERIALIZE_DEBUG) != 0;
  Wanted.Function.Draft = (Fixed.flags & AUTOJIT_MATERIALIZE_DRAFT) != 0;
  Wanted.Function.Reloads = (Fixed.flags & AUTOJIT_MATERIALIZE_RELOADS) != 0;
  Wanted.BodyPath = Asked->BodyPath;
  Wanted.Client = From;
  Wanted.First = Waits && From->Modules.insert(Wanted.Function.Module).second;
  Wanted.Keeps = !Asked->LogPath.empty();
  Wanted.LogPath = Asked->LogPath;
  Wanted.Behind = (Fixed.flags & AUTOJIT_MATERIALIZE_BEHIND) != 0;
  if (Wanted.Keeps) {
    const auto [Known, IsNew] = From->Logs.try_emplace(Asked->LogPath);
    if (IsNew)
      Known->second = ImageLog::open(Asked->LogPath);
    Wanted.Log = Known->second;
  }
  LastQuestion = Clock::now();
  if (!Waits) {
    Work.expect(Wanted);
    return true;
  }
  ++From->Asked;
  From->Waits = true;
  std::optional<FunctionId> Caller;
  if (Fixed.flags & AUTOJIT_MATERIALIZE_CALLER) {
    Caller.emplace();
    std::copy(std::begin(Fixed.caller_module), std::end(Fixed.caller_module), Caller->Module.begin());
    Caller->Slot = Fixed.caller_slot;
  }
  Work.ask(Wanted, [From, Caller, Function = Wanted.Function, LogPath = Wanted.Behind ? Asked->LogPath : "", Behind = Wanted.Behind,
                    Events = Watchers](const Pool::Answer &Result) {
    if (Behind && From->Gone && Result->Problem.empty())
      return ImageLog::append(LogPath, Result->Entry);
    From->Waits = false; // before the answer: the next question may come at once
    if (!Result->Problem.empty()) {
      From->Peer->send(Result->Final ? AUTOJIT_MESSAGE_REFUSED : AUTOJIT_MESSAGE_FAILED, ArrayRef(Result->Problem.data(), Result->Problem.size()));
      return Events->failed(From->Peer->Number, Function, *Result);
    }
    const uint32_t Front[] = {Result->Kept, 0};
    From->Peer->send(AUTOJIT_MESSAGE_IMAGE, ArrayRef(reinterpret_cast<const char *>(Front), sizeof Front), Result->Entry);
    if (Behind)
      Events->replaced(From->Peer->Pid, Function, *Result);
    else
      Events->materialized(From->Peer->Number, Function, Caller, *Result);
  });
  return true;
}

/// Milliseconds until something is due.
int Server::patience() const {
  const bool Hurry = llvm::any_of(Clients, [](const auto &Client) { return Client.second->Waits || !Client.second->Greeted; });
  if (Hurry || (Chosen.OnlyFor && Clients.empty()))
    return AUTOJIT_HEARTBEAT_MS;
  if (Chosen.Idle == Chosen.Idle.zero())
    return -1;
  const auto Left = std::chrono::duration_cast<std::chrono::milliseconds>(LastQuestion + Chosen.Idle - Clock::now()).count();
  return static_cast<int>(std::clamp<int64_t>(Left + 1, 1, 60 * 60 * 1000));
}

void Server::tick() {
  const auto Now = Clock::now();
  static auto LastBeat = Now;
  const bool Beat = Now - LastBeat >= Heartbeat;
  if (Beat)
    LastBeat = Now;
  std::vector<uint64_t> Silent;
  bool AnyWaits = false;
  for (const auto &[Number, Client] : Clients) {
    AnyWaits |= Client->Waits;
    if (Beat && Client->Waits)
      Client->Peer->send(AUTOJIT_MESSAGE_WORKING, {});
    if (!Client->Greeted && Now - Client->Since > GreetingTime)
      Silent.push_back(Number);
  }
  for (const uint64_t Number : Silent)
    drop(Number, "did not say what it wants");
  if (!Clients.empty())
    LastClient = Now;
  if (Chosen.OnlyFor && Now - LastClient > AloneTime && Stop.empty())
    Stop = "the program that it served is gone";
  if (Chosen.Idle != Chosen.Idle.zero() && !AnyWaits && Now - LastQuestion >= Chosen.Idle && Stop.empty())
    Stop = "nobody needed it";
}

} // namespace autojit
