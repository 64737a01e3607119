#ifndef AUTOJIT_DAEMON_CLOCK_H
#define AUTOJIT_DAEMON_CLOCK_H

#include <chrono>
#include <cstdint>

namespace autojit {

/// Monotonic: a wall clock that is set meanwhile shortens and lengthens nothing.
using Clock = std::chrono::steady_clock;

/// Unix time, to tell people and other programs.
uint64_t wallMilliseconds();

} // namespace autojit

#endif
