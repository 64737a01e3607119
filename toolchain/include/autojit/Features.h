#ifndef AUTOJIT_FEATURES_H
#define AUTOJIT_FEATURES_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace autojit {

/// True when the engine's LLVM (22) cannot be held to these `target-features`. LLVM 19 has processors with AVX-512 instructions and no 512-bit
/// registers (-mno-evex512, AVX10.1/256); 22 reads the names, forgets the limit and uses the registers. Where neither is said, AVX-512 has them.
inline bool isBeyondEngine(llvm::StringRef Features) {
  bool Wide = true, Avx512 = false;
  for (llvm::StringRef Feature : llvm::split(Features, ',')) {
    Avx512 |= Feature.starts_with("+avx512") || Feature.starts_with("+avx10");
    if (Feature == "-evex512" || Feature == "+avx10.1-256")
      Wide = false;
  }
  if (Wide || !Avx512)
    return false;
  return llvm::none_of(llvm::split(Features, ','), [](llvm::StringRef Feature) { return Feature == "+evex512" || Feature == "+avx10.1-512"; });
}

} // namespace autojit

#endif
