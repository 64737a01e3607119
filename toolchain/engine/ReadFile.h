#ifndef AUTOJIT_ENGINE_READFILE_H
#define AUTOJIT_ENGINE_READFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace autojit {

/// Reads a regular file into memory of our own: what was checked there cannot change afterwards, as a mapped file can. Does not wait, whatever
/// is at `Path`. `Accept` sees the first bytes (at most `HeadSize`) and the file's size, and may refuse before the rest is read.
llvm::Expected<std::unique_ptr<llvm::WritableMemoryBuffer>> readFile(llvm::StringRef Path, size_t HeadSize,
                                                                     llvm::function_ref<llvm::Error(llvm::StringRef Head, uint64_t Size)> Accept);

} // namespace autojit

#endif
