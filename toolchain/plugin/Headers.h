#ifndef AUTOJIT_PLUGIN_HEADERS_H
#define AUTOJIT_PLUGIN_HEADERS_H

#include "CommandLine.h"

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <vector>

namespace autojit {

/// Absolute paths of the files that the source includes, those of the system (/usr) left out. Nothing where they are not all known: where the
/// compiler was not started by a drop-in, where some were compiled before (precompiled headers, clang's modules), and where there is an #embed.
std::optional<std::vector<std::string>> includedFiles(llvm::StringRef Source, const CommandLine &Options);

} // namespace autojit

#endif
