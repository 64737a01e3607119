#ifndef AUTOJIT_DAEMON_PROCESSOF_H
#define AUTOJIT_DAEMON_PROCESSOF_H

#include <string>
#include <sys/types.h>
#include <vector>

namespace autojit {

/// What the kernel tells of a process; empty where it does not.
struct ProcessOf {
  explicit ProcessOf(pid_t Pid);
  std::string Program, Folder;
  std::vector<std::string> Arguments; ///< without the program's name
};

} // namespace autojit

#endif
