#ifndef AUTOJIT_DAEMON_REFUSALS_H
#define AUTOJIT_DAEMON_REFUSALS_H

#include "../engine/ContentKey.h"
#include "Function.h"

#include <string>
#include <type_traits>
#include <vector>

namespace autojit {

/// What the daemon was making when the code generator died, as one process leaves it to the next (Restart.h).
struct Refusal {
  FunctionId Function;
  ContentKey Key;   ///< zero when it was not known yet
  int Signal;       ///< 0: the code generator gave up by itself
  bool OutOfMemory; ///< the function is not to blame: a program with more memory may make it
  char Symbol[256]; ///< the linker's name; empty when it was no function's fault
  char Reason[256]; ///< the code generator's own words; empty for a signal
};
static_assert(std::is_trivially_copyable_v<Refusal>);

/// Functions over which the code generator died. They are not tried again as long as the daemon lives: other programs are not to pay for them.
class Refusals {
public:
  /// `File`: what earlier processes of this daemon left.
  explicit Refusals(int File);

  /// The one of this function, or of whatever has the same content (`Key` not null); null when nothing is known against it.
  const Refusal *find(const FunctionId &Function, const ContentKey *Key) const;
  bool empty() const { return All.empty(); }
  const std::vector<Refusal> &all() const { return All; }

private:
  std::vector<Refusal> All; ///< few
};

/// The function's name as people read it; empty when there is none.
std::string nameOf(const Refusal &Refused);
/// What happened, without the name: "the code generator gave up: …".
std::string reasonOf(const Refusal &Refused);

} // namespace autojit

#endif
