#include "Events.h"

#include "ProcessOf.h"
#include "autojit/image.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace autojit {
namespace {

/// Events that are remembered of one program for subscribers to come.
constexpr size_t MostRemembered = 200000;
constexpr int TraceVersion = 1; // protocol/trace.ts

json::Object functionObject(const FunctionId &Function) {
  return json::Object{{"module", toHex(Function.Module, /*LowerCase=*/true)}, {"slot", Function.Slot}};
}

std::shared_ptr<const std::string> lineOf(json::Object Event) {
  std::string Line;
  raw_string_ostream(Line) << json::Value(std::move(Event));
  return std::make_shared<const std::string>(std::move(Line));
}

/// Of the code, as the runtime will tell it.
uint32_t codeSize(ArrayRef<char> Image) {
  autojit_image_header Header;
  autojit_image_function Function;
  std::memcpy(&Header, Image.data(), sizeof Header);
  std::memcpy(&Function, Image.data() + Header.functions.offset, sizeof Function);
  return Function.size;
}

/// Whose bodies are in the function's code: slots of its module, and symbols of those that have none.
json::Array inlinedIn(ArrayRef<char> Image) {
  autojit_image_header Header;
  std::memcpy(&Header, Image.data(), sizeof Header);
  json::Array Result;
  for (uint32_t I = 0; I != Header.inlined.count; ++I) {
    autojit_image_inlined Inlined;
    std::memcpy(&Inlined, Image.data() + Header.inlined.offset + I * sizeof Inlined, sizeof Inlined);
    if (Inlined.slot != AUTOJIT_NO_SLOT)
      Result.push_back(Inlined.slot);
    else
      Result.push_back(json::fixUTF8(Image.data() + Header.strings.offset + Inlined.name));
  }
  return Result;
}

bool isDraft(ArrayRef<char> Image) {
  autojit_image_header Header;
  std::memcpy(&Header, Image.data(), sizeof Header);
  return Header.tier == AUTOJIT_TIER_DRAFT;
}

} // namespace

/// Under the lock.
void Events::send(const std::shared_ptr<const std::string> &Line) {
  llvm::erase_if(Subscribers, [](const std::weak_ptr<Connection> &Subscriber) { return Subscriber.expired(); });
  for (const auto &Subscriber : Subscribers)
    if (const auto Peer = Subscriber.lock())
      Peer->sendInTurn(Line);
}

void Events::tell(uint64_t Client, json::Object Event) {
  const auto Found = Programs.find(Client);
  if (Found == Programs.end())
    return;
  Program &Of = Found->second;
  Event["v"] = TraceVersion;
  Event["pid"] = Of.Pid;
  Event["t"] = static_cast<int64_t>(std::chrono::nanoseconds(Clock::now() - Of.Start).count());
  const auto Line = lineOf(json::Object{{"client", static_cast<int64_t>(Client)}, {"event", std::move(Event)}});
  send(Line);
  if (Of.Lines.size() < MostRemembered)
    Of.Lines.push_back(Line);
}

void Events::begin(uint64_t Client, pid_t Pid) {
  const ProcessOf Process(Pid);
  const std::lock_guard Locked(Lock);
  Programs[Client] = Program{Pid, Clock::now(), {}};
  json::Array Arguments;
  for (const std::string &Argument : Process.Arguments)
    Arguments.push_back(json::fixUTF8(Argument));
  tell(Client, json::Object{{"event", "start"},
                            {"program", json::fixUTF8(Process.Program)},
                            {"args", std::move(Arguments)},
                            {"cwd", json::fixUTF8(Process.Folder)},
                            {"wall", static_cast<int64_t>(wallMilliseconds())}});
}

void Events::tellOf(uint64_t Client, const FunctionId &Function, json::Object Event) {
  const auto Found = Programs.find(Client);
  if (Found == Programs.end())
    return;
  for (auto &[Name, Value] : functionObject(Function))
    Event[Name] = std::move(Value);
  Event["tid"] = Found->second.Pid; // which thread it was, only the program knows
  tell(Client, std::move(Event));
}

void Events::materialized(uint64_t Client, const FunctionId &Function, const std::optional<FunctionId> &Caller, const Made &Result) {
  json::Object Event{{"event", "materialized"}, {"ns", static_cast<int64_t>(Result.Nanoseconds)}, {"bytes", codeSize(Result.image())}};
  if (Result.Kept)
    Event["kept"] = true;
  if (isDraft(Result.image()))
    Event["tier"] = "draft";
  if (Caller)
    Event["caller"] = functionObject(*Caller);
  json::Array Inlined = inlinedIn(Result.image());
  const std::lock_guard Locked(Lock);
  tellOf(Client, Function, std::move(Event));
  if (!Inlined.empty())
    tellOf(Client, Function, json::Object{{"event", "inlined"}, {"functions", std::move(Inlined)}});
}

void Events::replaced(pid_t Pid, const FunctionId &Function, const Made &Result) {
  const std::lock_guard Locked(Lock);
  for (const auto &[Client, Of] : Programs)
    if (Of.Pid == Pid)
      return tellOf(Client, Function,
                    json::Object{{"event", "replaced"}, {"ns", static_cast<int64_t>(Result.Nanoseconds)}, {"bytes", codeSize(Result.image())}});
}

void Events::failed(uint64_t Client, const FunctionId &Function, const Made &Result) {
  const std::lock_guard Locked(Lock);
  tellOf(Client, Function, json::Object{{"event", "failed"}, {"reason", json::fixUTF8(Result.Problem)}});
}

void Events::end(uint64_t Client) {
  const std::lock_guard Locked(Lock);
  if (!Programs.erase(Client))
    return;
  send(lineOf(json::Object{{"client", static_cast<int64_t>(Client)}, {"gone", true}}));
}

void Events::subscribe(const std::shared_ptr<Connection> &Subscriber) {
  const std::lock_guard Locked(Lock);
  for (const auto &[Client, Of] : Programs)
    for (const auto &Line : Of.Lines)
      Subscriber->sendInTurn(Line);
  Subscribers.push_back(Subscriber);
}

} // namespace autojit
