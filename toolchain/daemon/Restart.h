#ifndef AUTOJIT_DAEMON_RESTART_H
#define AUTOJIT_DAEMON_RESTART_H

#include "Refusals.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace autojit {

/// When the code generator dies, by a signal or because it gives up, what it leaves cannot be trusted. The process then becomes a new daemon: it
/// keeps its id, listens all the while, and knows from a file that only it has which function that was. Programs ask again, and notice nothing else.
namespace restart {

/// From now on. `Arguments`: of the new process, with its name; `Kept`: file descriptors that it takes over; `Refused`: the one where it reads what
/// happened.
void prepare(std::vector<std::string> Arguments, std::vector<int> Kept, int Refused);

/// A thread that makes code has a stack of its own for signals, since what it runs out of may be its stack.
void prepareThread();

/// What this thread is making, from here until `end`. The symbol's bytes must live as long.
void begin(const FunctionId &Function);
void know(llvm::StringRef Symbol, const ContentKey *Key);
void end();

} // namespace restart

} // namespace autojit

#endif
