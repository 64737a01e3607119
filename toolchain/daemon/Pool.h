#ifndef AUTOJIT_DAEMON_POOL_H
#define AUTOJIT_DAEMON_POOL_H

#include "../engine/BodyShelf.h"
#include "../engine/Materializer.h"
#include "Answers.h"
#include "Clock.h"
#include "ImageLog.h"
#include "Refusals.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace autojit {

/// What a pool has done so far.
struct PoolCounts {
  uint64_t Asked = 0, FromMemory = 0, Compiled = 0, Kept = 0, Failed = 0;
  uint64_t Ahead = 0, AheadUsed = 0;  ///< made before anybody asked, and how many of those were asked for
  uint64_t Raised = 0, Restarted = 0; ///< asked for while they were made ahead: with the thread's priority raised, or begun anew by another
};

/// Makes functions with some threads: first what programs wait for, and with threads of their own, of lower priority, what they may ask for next.
/// Each function is made once, however many ask.
class Pool {
public:
  using Answer = std::shared_ptr<const Made>;
  /// Called once, on any thread.
  using Done = std::function<void(const Answer &)>;

  struct Question {
    FunctionId Function;
    std::string BodyPath; ///< empty: the store is gone
    bool Keeps = false;   ///< the program keeps images: the answer needs a content key
    std::shared_ptr<const ImageLog> Log;
    std::weak_ptr<const void> Client; ///< work ahead ends with whoever it was for
    std::string LogPath;              ///< with `Behind`: where it goes when nobody is there to take it
    bool Behind = false;              ///< a final for what runs as a draft: no hurry, but not in vain when its program ends
    bool First = false;               ///< of this module from this client: what the log's order says is made ahead
  };

  /// `Jobs`: threads for what programs wait for; as many less one, but at least one, work ahead.
  Pool(unsigned Jobs, const Refusals &Refused);
  ~Pool() = delete; ///< threads may be in LLVM; the process ends with them

  void ask(const Question &Wanted, Done WhenDone);
  /// It may be asked for soon; or, a final, it will be.
  void expect(const Question &Wanted);

  PoolCounts counts();
  size_t imageBytes();
  size_t imageCount();

private:
  /// One function that is wanted or being made.
  struct Work {
    Question Wanted;
    unsigned Depth = 0; ///< calls between this function and the one that was asked for
    bool Begun = false;
    bool Waited = false; ///< a program waits
    bool Behind = false; ///< among the finals
    pid_t Ahead = 0;     ///< the thread of lower priority that makes it; 0: none does
    bool Raised = false; ///< that thread's priority was raised for it
    bool Made = false;   ///< by the first of those that make it
    std::vector<Done> Waiting = {};
  };
  using WorkRef = std::shared_ptr<Work>;

  /// The threads of one kind.
  struct Crew {
    explicit Crew(unsigned Most) : Most(Most) {}
    const unsigned Most;
    unsigned Threads = 0, Busy = 0;
    std::vector<std::condition_variable *> Idle; ///< the last one to become idle comes first: what it needs is in its caches
  };

  /// There is more to do.
  void wake(bool IsAhead, size_t Waiting);
  void run(bool IsAhead);
  WorkRef take(bool IsAhead);
  WorkRef next(bool IsAhead, std::unique_lock<std::mutex> &Locked, Materializer &Engine);
  WorkRef takeAhead();
  WorkRef takeBehind();
  WorkRef takeLate();
  Clock::duration patience() const;
  void hurry(const WorkRef &Job);
  void addBehind(const WorkRef &Job);
  Answer make(Materializer &Engine, const Question &Wanted);
  std::vector<Done> finish(const WorkRef &Job, const Answer &Result);
  void add(const Question &Wanted, unsigned Depth);
  void addCallees(const Question &Caller, unsigned Depth, const Made &Result);
  std::vector<unsigned> slotsInOrder(const Question &Wanted);

  struct LateWork {
    Clock::time_point Due;
    WorkRef Job;
  };

  const Refusals &Refused;
  const int Nice; ///< of the threads that programs wait for
  BodyShelf Shelf;
  std::mutex Lock; ///< of all that follows
  Answers Known;
  std::unordered_map<FunctionId, WorkRef, FunctionHash> Open;
  std::deque<WorkRef> Foreground;
  std::deque<LateWork> Late;    ///< begun ahead, asked for since: anew, unless it is made by then
  std::deque<WorkRef> Behind;   ///< finals, in the order in which their drafts were hot; made by who works ahead, when there is nothing else
  std::deque<WorkRef> Ahead[2]; ///< by depth, the newest first; sqlite's script took as long with a third level, and longer with one
  Crew Crews[2];                ///< foreground, ahead
  PoolCounts Counts;
};

} // namespace autojit

#endif
