#ifndef AUTOJIT_DAEMON_CONTROLGROUP_H
#define AUTOJIT_DAEMON_CONTROLGROUP_H

#include <string>
#include <sys/types.h>

namespace autojit {

/// What the control groups (version 2) that a process is in leave it, all of them together.
struct ControlGroup {
  explicit ControlGroup(pid_t Pid);

  bool isSame(const ControlGroup &Other) const { return Folder == Other.Folder; }
  /// What it has less of than `Other`, for a person; empty: of nothing.
  std::string lacks(const ControlGroup &Other) const;
  /// Moves this process there; not everybody may.
  bool enter() const;

private:
  std::string Folder; ///< empty: unknown
  /// No limit is the largest value.
  double Memory, Processes, Processors;
};

} // namespace autojit

#endif
