// How large a frame is shows in the code generator only: with a limit for frames, all of a file is compiled as usual, and says and ends as usual.
// RUN: %{says-same} -O1 -Werror -Wframe-larger-than=1000 | FileCheck --check-prefixes=LARGE,REFUSED %s
// RUN: %{says-same} -O0 -Wframe-larger-than=1000 | FileCheck --check-prefixes=LARGE,MADE %s
// RUN: %{says-same} -O2 -Werror -Wframe-larger-than=9000 | FileCheck --check-prefix=MADE %s && %{manifest} | FileCheck --check-prefix=EAGER %s
// A limit that is not heeded costs nothing.
// RUN: %{says-same} -O2 -w -Wframe-larger-than=1000 && %{manifest} | FileCheck --check-prefix=LAZY %s
// RUN: %{says-same} -O2 -Wframe-larger-than=1000 -Wno-frame-larger-than && %{manifest} | FileCheck --check-prefix=LAZY %s
// LARGE: stack frame size ({{[0-9]+}}) exceeds limit (1000) in 'large'
// REFUSED: exit 1
// MADE: exit 0
// EAGER: function large external eager frame-limit
// LAZY: function large external lazy
int large(int n) {
  volatile char buffer[5000];
  buffer[n] = 1;
  return buffer[n];
}
