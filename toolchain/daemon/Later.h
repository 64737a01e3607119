#ifndef AUTOJIT_DAEMON_LATER_H
#define AUTOJIT_DAEMON_LATER_H

#include <string>
#include <sys/types.h>

namespace autojit {

/// Makes finals that programs which have ended would have liked, for their next runs, when nobody else wants the processor (docs/decisions/036).
/// `Questions`: a file of messages as programs send them to a daemon. One process of a user at a time; returns when all is done.
void makeFinals(int Questions, const std::string &SocketPath, pid_t Starter);

} // namespace autojit

#endif
