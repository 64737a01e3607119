#ifndef AUTOJIT_DAEMON_SESSION_H
#define AUTOJIT_DAEMON_SESSION_H

#include <string>
#include <sys/types.h>

namespace autojit {

/// The process that a user's programs of one login come from: the last ancestor of `Pid`, itself included, that runs as the same user and in the same
/// login (/proc/PID/loginuid). What it has, its user has.
pid_t sessionOf(pid_t Pid);

/// A file of the kernel's, of /proc, say, as far as 64 KiB; empty where there is none.
std::string kernelFile(const std::string &Path);

/// The value of `Name` in /proc/PID/status, without white space around it; empty where the kernel does not tell.
std::string statusOf(pid_t Pid, const std::string &Name);

} // namespace autojit

#endif
