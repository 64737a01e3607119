#include "Pool.h"

#include "Restart.h"
#include "autojit/DisplayName.h"

#include "llvm/Support/thread.h"

#include <sys/resource.h>
#include <unistd.h>
#include <unordered_map>

using namespace llvm;

namespace autojit {
namespace {

constexpr size_t MostImages = size_t(256) << 20;
constexpr size_t MostBodies = size_t(512) << 20;
constexpr size_t MostWaitingAhead = 4096;
constexpr int NiceAhead = 10;
/// Most functions are made in less.
constexpr std::chrono::milliseconds Moment(10);
constexpr unsigned StackSize = 64 << 20; // address space; LLVM recurses deeply over large functions
/// Bodies that nobody needed for so long are read again when somebody does.
constexpr std::chrono::seconds ForgetAfter(60);

} // namespace

Pool::Pool(unsigned Jobs, const Refusals &Refused)
    : Refused(Refused), Nice(::getpriority(PRIO_PROCESS, 0)), Shelf(MostBodies), Known(MostImages), Crews{Crew(Jobs), Crew(std::max(1u, Jobs - 1))} {}

/// Under the lock. Threads that are about to become idle count as idle: the next question often comes before they are.
void Pool::wake(bool IsAhead, size_t Waiting) {
  Crew &Of = Crews[IsAhead];
  if (!Of.Idle.empty()) {
    std::condition_variable *Last = Of.Idle.back();
    Of.Idle.pop_back();
    Last->notify_one();
  } else if (Of.Threads - Of.Busy < Waiting && Of.Threads < Of.Most) {
    ++Of.Threads;
    llvm::thread(std::optional<unsigned>(StackSize), [this, IsAhead] { run(IsAhead); }).detach();
  }
}

void Pool::ask(const Question &Wanted, Done WhenDone) {
  std::unique_lock Locked(Lock);
  ++Counts.Asked;
  bool First;
  Answer Found;
  if (Wanted.Function.Draft) { // a final is better, and there
    FunctionId Final = Wanted.Function;
    Final.Draft = false;
    Found = Known.ask(Final, Wanted.Keeps, First);
  }
  if (Found || (Found = Known.ask(Wanted.Function, Wanted.Keeps, First))) {
    ++Counts.FromMemory;
    Counts.AheadUsed += First;
    Locked.unlock();
    WhenDone(Found);
    Locked.lock();
    return addCallees(Wanted, 0, *Found);
  }
  WorkRef &Job = Open[Wanted.Function];
  if (!Job)
    Job = std::make_shared<Work>(Work{.Wanted = Wanted});
  Job->Waiting.push_back(std::move(WhenDone));
  if (Wanted.Behind)
    return addBehind(Job);
  if (!Job->Waited && !Job->Begun) {
    Job->Depth = 0;
    Foreground.push_back(Job);
    wake(false, Foreground.size());
  } else if (!Job->Waited) {
    hurry(Job);
  }
  Job->Waited = true;
}

/// A program waits for what a thread of lower priority has begun, which on a busy machine may take as long as it likes. Its priority is raised where
/// the system lets us; else a thread for questions begins anew, unless that one is done in a moment: whoever is first answers.
void Pool::hurry(const WorkRef &Job) {
  if (!Job->Ahead)
    return;
  if (::setpriority(PRIO_PROCESS, static_cast<id_t>(Job->Ahead), Nice) == 0) {
    Job->Raised = true;
    ++Counts.Raised;
    return;
  }
  Late.push_back({Clock::now() + Moment, Job});
  wake(false, Late.size());
}

/// What is waited for already, or was begun, comes sooner.
void Pool::addBehind(const WorkRef &Job) {
  if (Job->Waited || Job->Begun || Job->Behind)
    return;
  Job->Behind = true;
  Behind.push_back(Job);
  wake(true, Behind.size());
}

void Pool::expect(const Question &Wanted) {
  std::unique_lock Locked(Lock);
  if (!Wanted.Behind)
    return add(Wanted, 1);
  bool First;
  if (const Answer Found = Known.ask(Wanted.Function, Wanted.Keeps, First)) { // made for another log, say
    Locked.unlock();
    return ImageLog::append(Wanted.LogPath, Found->Entry);
  }
  if (Behind.size() >= MostWaitingAhead || Refused.find(Wanted.Function, nullptr))
    return;
  WorkRef &Job = Open[Wanted.Function];
  if (!Job)
    Job = std::make_shared<Work>(Work{.Wanted = Wanted});
  addBehind(Job);
}

/// Under the lock, as all that follows.
void Pool::add(const Question &Wanted, unsigned Depth) {
  if (Depth > std::size(Ahead) || Known.has(Wanted.Function) || Open.contains(Wanted.Function) || Refused.find(Wanted.Function, nullptr))
    return;
  const WorkRef Job = std::make_shared<Work>(Work{.Wanted = Wanted, .Depth = Depth});
  Open[Wanted.Function] = Job;
  auto &Queue = Ahead[Depth - 1];
  Queue.push_front(Job);
  if (Queue.size() > MostWaitingAhead) {
    if (!Queue.back()->Begun && !Queue.back()->Waited && !Queue.back()->Behind)
      Open.erase(Queue.back()->Wanted.Function);
    Queue.pop_back();
  }
  wake(true, Queue.size());
}

void Pool::addCallees(const Question &Caller, unsigned Depth, const Made &Result) {
  if (Caller.Client.expired())
    return;
  Question Callee = Caller;
  Callee.First = false;
  for (const unsigned Slot : llvm::reverse(Result.Callees)) { // so that the first comes first
    Callee.Function.Slot = Slot;
    add(Callee, Depth + 1);
  }
}

/// What earlier builds of the program called: after an edit its log knows more than it can serve. Not under the lock.
std::vector<unsigned> Pool::slotsInOrder(const Question &Wanted) {
  std::vector<unsigned> Slots;
  if (!Wanted.Log || !Wanted.First || Wanted.Log->order().empty())
    return Slots;
  auto Bytes = Shelf.get(Wanted.BodyPath, Wanted.Function.Module);
  if (!Bytes) {
    consumeError(Bytes.takeError()); // whoever makes the function says so
    return Slots;
  }
  // A log has names as people read them, and several functions of a module may have the same (constructors, say).
  std::unordered_multimap<std::string, unsigned> ByName;
  for (unsigned Slot = (*Bytes)->Index.functionCount(); Slot-- != 0;)
    ByName.emplace(displayName((*Bytes)->Index.functionName(Slot)), Slot);
  for (const std::string &Name : Wanted.Log->order())
    for (auto [At, End] = ByName.equal_range(Name); At != End; ++At)
      Slots.push_back(At->second);
  return Slots;
}

Pool::WorkRef Pool::takeAhead() {
  for (auto &Queue : Ahead)
    while (!Queue.empty()) {
      WorkRef Job = Queue.front();
      Queue.pop_front();
      if (Job->Begun || Job->Waited)
        continue;
      if (!Job->Wanted.Client.expired() || Job->Behind)
        return Job;
      Open.erase(Job->Wanted.Function);
    }
  return nullptr;
}

Pool::WorkRef Pool::takeBehind() {
  while (!Behind.empty()) {
    WorkRef Job = Behind.front();
    Behind.pop_front();
    if (!Job->Begun && !Job->Waited)
      return Job;
  }
  return nullptr;
}

Pool::WorkRef Pool::take(bool IsAhead) {
  if (IsAhead) {
    WorkRef Job = takeAhead();
    return Job ? Job : takeBehind();
  }
  while (!Foreground.empty()) {
    WorkRef Job = Foreground.front();
    Foreground.pop_front();
    if (!Job->Begun)
      return Job;
  }
  return takeLate();
}

Pool::WorkRef Pool::takeLate() {
  while (!Late.empty() && (Late.front().Job->Made || Late.front().Due <= Clock::now())) {
    WorkRef Job = Late.front().Job;
    Late.pop_front();
    if (Job->Made)
      continue;
    ++Counts.Restarted;
    return Job;
  }
  return nullptr;
}

/// How long a thread for questions may sleep.
Clock::duration Pool::patience() const {
  return Late.empty() ? Clock::duration(ForgetAfter) : std::max(Clock::duration::zero(), Late.front().Due - Clock::now());
}

Pool::WorkRef Pool::next(bool IsAhead, std::unique_lock<std::mutex> &Locked, Materializer &Engine) {
  Crew &Of = Crews[IsAhead];
  std::condition_variable Woken;
  const auto Since = Clock::now();
  for (;;) {
    if (WorkRef Job = take(IsAhead)) {
      ++Of.Busy;
      if (!IsAhead && !Late.empty()) // this thread was to look after those
        wake(false, Late.size());
      return Job;
    }
    Of.Idle.push_back(&Woken);
    Woken.wait_for(Locked, IsAhead ? Clock::duration(ForgetAfter) : patience());
    llvm::erase(Of.Idle, &Woken);
    if (Clock::now() - Since >= ForgetAfter)
      Engine.forget();
  }
}

Pool::Answer Pool::make(Materializer &Engine, const Question &Wanted) {
  const auto Start = Clock::now();
  Answer Held; // while its image is read
  std::vector<char> Logged;
  // Who wants no images is asked for a key only because of what was refused: what others left is not for that program.
  auto Find = [&](const ContentKey &Key) -> ArrayRef<char> {
    if (!Wanted.Keeps)
      return {};
    {
      const std::lock_guard Locked(Lock);
      Held = Known.find(Key);
    }
    if (Held)
      return Held->image();
    Logged = Wanted.Log ? Wanted.Log->find(Key) : std::vector<char>();
    return Logged;
  };
  auto Result = std::make_shared<Made>();
  auto Begin = [&](StringRef Symbol, const ContentKey *Key) -> Error {
    restart::know(Symbol, Key);
    const Refusal *Known = Refused.find(Wanted.Function, Key);
    if (!Known)
      return Error::success();
    Result->Final = !Known->OutOfMemory;
    return createStringError(reasonOf(*Known) + "; compile its file with AUTOJIT_DISABLE=1");
  };
  // What was refused is recognized by its content after an edit elsewhere.
  const bool Keyed = Wanted.Keeps || !Refused.empty();
  restart::begin(Wanted.Function);
  auto Answered = Engine.materialize({.BodyPath = Wanted.BodyPath,
                                      .Module = Wanted.Function.Module,
                                      .Slot = Wanted.Function.Slot,
                                      .Debug = Wanted.Function.Debug,
                                      .Keyed = Keyed,
                                      .Find = Find,
                                      .Begin = Begin,
                                      .Draft = Wanted.Function.Draft,
                                      .FinalsKept = Wanted.Log && Wanted.Log->hasFinals(),
                                      .Reloads = Wanted.Function.Reloads});
  restart::end();
  if (Answered) {
    Result->Entry = entryOf(Wanted.Function, Answered->Key, Answered->Image);
    Result->Key = Answered->Key;
    Result->Kept = Answered->Kept;
    Result->Callees = std::move(Answered->Callees);
  } else {
    Result->Problem = toString(Answered.takeError());
  }
  Result->Nanoseconds = static_cast<uint64_t>(std::chrono::nanoseconds(Clock::now() - Start).count());
  return Result;
}

std::vector<Pool::Done> Pool::finish(const WorkRef &Job, const Answer &Result) {
  Job->Made = true;
  Open.erase(Job->Wanted.Function);
  ++(!Result->Problem.empty() ? Counts.Failed : Result->Kept ? Counts.Kept : Counts.Compiled);
  if (Result->Problem.empty()) {
    Known.keep(Job->Wanted.Function, Result, Job->Waited);
    Counts.Ahead += !Job->Waited;
  }
  return std::move(Job->Waiting);
}

void Pool::run(bool IsAhead) {
  const auto LowerPriority = [] { ::setpriority(PRIO_PROCESS, 0, NiceAhead); }; // of this thread alone, on Linux
  if (IsAhead)
    LowerPriority();
  restart::prepareThread();
  Materializer Engine(Shelf);
  for (;;) {
    std::unique_lock Locked(Lock);
    const WorkRef Job = next(IsAhead, Locked, Engine);
    Job->Begun = true;
    Job->Ahead = IsAhead ? ::gettid() : 0;
    Locked.unlock();
    const Answer Result = make(Engine, Job->Wanted);
    Locked.lock();
    --Crews[IsAhead].Busy;
    if (IsAhead && Job->Raised)
      LowerPriority();
    if (Job->Made) // another thread was faster
      continue;
    const std::vector<Done> Waiting = finish(Job, Result);
    Locked.unlock();
    for (const Done &WhenDone : Waiting)
      WhenDone(Result);
    if (Job->Behind && Waiting.empty() && Result->Problem.empty()) // whoever left it has ended, or does so now
      ImageLog::append(Job->Wanted.LogPath, Result->Entry);
    const std::vector<unsigned> Earlier = slotsInOrder(Job->Wanted);
    Question Wanted = Job->Wanted;
    Wanted.First = false;
    Locked.lock();
    for (const unsigned Slot : llvm::reverse(Earlier)) {
      Wanted.Function.Slot = Slot;
      add(Wanted, 1);
    }
    addCallees(Wanted, Job->Depth, *Result);
  }
}

PoolCounts Pool::counts() {
  const std::lock_guard Locked(Lock);
  return Counts;
}

size_t Pool::imageBytes() {
  const std::lock_guard Locked(Lock);
  return Known.size();
}

size_t Pool::imageCount() {
  const std::lock_guard Locked(Lock);
  return Known.count();
}

} // namespace autojit
