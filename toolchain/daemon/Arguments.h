#ifndef AUTOJIT_DAEMON_ARGUMENTS_H
#define AUTOJIT_DAEMON_ARGUMENTS_H

#include <string>
#include <sys/types.h>
#include <vector>

namespace autojit {

/// What a daemon takes over from the process that it was before (Restart.h): numbers of files.
struct Adopted {
  int Listening = -1, Lock = -1, Refused = -1;
};

/// The command line of autojitd.
struct Arguments {
  bool Foreground = false;
  unsigned Idle = 600;
  unsigned Jobs = 0; ///< 0: as many as there are processors
  std::string SocketPath;
  int Ready = -1;
  pid_t Starter = 0; ///< the program that started it; 0: nobody in particular
  int Finals = -1;   ///< serve nobody: make the finals that are asked for in this file, and end
  Adopted From;
  bool Private = false; ///< what it adopts serves one program and its children

  /// Of the process that goes on in this one's place.
  std::vector<std::string> forSuccessor(const Adopted &Left) const;
};

/// Ends the process where it is asked for help or told nonsense.
Arguments parseArguments(int Count, char **Values);

} // namespace autojit

#endif
