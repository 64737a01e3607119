#ifndef AUTOJIT_DAEMON_INHERITED_H
#define AUTOJIT_DAEMON_INHERITED_H

#include <string>
#include <sys/types.h>
#include <vector>

namespace autojit {

/// Puts aside what this process has of the program `Starter` that started it, and its user's session has not: limits, priorities, processors, control
/// group, signals. 0: nobody in particular did; then soft limits are raised, and nothing else is changed. Returns what this process is not allowed to
/// put right, a line for a person each: with that it is no daemon for all of its user's programs. Before there are threads.
std::vector<std::string> shedInherited(pid_t Starter);

} // namespace autojit

#endif
