#include "SourceNames.h"

#include "autojit/DisplayName.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace autojit {

bool isMadeBy(const Module &M, StringRef Compiler) {
  const NamedMDNode *Makers = M.getNamedMetadata("llvm.ident");
  if (!Makers)
    return false;
  return any_of(Makers->operands(), [&](const MDNode *Maker) {
    const auto *Text = Maker->getNumOperands() > 0 ? dyn_cast<MDString>(Maker->getOperand(0)) : nullptr;
    return Text && Text->getString().contains(Compiler);
  });
}

/// flang 19 does not say that it made a module, but all that it makes have one name.
static bool isFortran(const Module &M) { return isMadeBy(M, "flang version") || M.getSourceFileName() == "FIRModule"; }

std::string sourceOf(const Module &M, const CommandLine &Options) {
  const bool IsRust = isMadeBy(M, "rustc version");
  if (!IsRust && !isFortran(M))
    return M.getSourceFileName();
  if (!M.debug_compile_units().empty()) {
    // rustc: `src/main.rs/@/app.0123456789abcdef-cgu.0`.
    StringRef Name = (*M.debug_compile_units_begin())->getFilename();
    return Name.split("/@/").first.str();
  }
  const StringRef Given = IsRust ? Options.lastEndingIn(".rs") : Options.last();
  return Given.empty() ? M.getSourceFileName() : Given.str();
}

std::string portableSource(const Module &M) {
  SmallString<256> Source(M.getSourceFileName()), Here;
  if (!sys::path::is_absolute(Source) || sys::fs::current_path(Here))
    return M.getSourceFileName();
  sys::path::remove_dots(Source, /*remove_dot_dot=*/true);
  auto Part = sys::path::begin(Source), Folder = sys::path::begin(Here);
  const auto Last = sys::path::end(Source), End = sys::path::end(Here);
  unsigned Common = 0;
  for (; Part != Last && Folder != End && *Part == *Folder; ++Part, ++Folder)
    ++Common;
  if (Common < 2) // the root alone
    return M.getSourceFileName();
  SmallString<256> Result;
  for (; Folder != End; ++Folder)
    sys::path::append(Result, "..");
  for (; Part != Last; ++Part)
    sys::path::append(Result, *Part);
  return std::string(Result);
}

std::string displayName(StringRef Symbol, const Module &M) {
  if (isFortran(M)) {
    if (Symbol.starts_with("_Q"))
      return fortranName(Symbol);
    return Symbol.ends_with("_") ? Symbol.drop_back().str() : Symbol.str(); // outside of modules: `solve_`
  }
  const std::string Name = demangle(Symbol);
  return isMadeBy(M, "rustc version") && Symbol.starts_with("_ZN") ? unescapeRust(Name) : Name;
}

std::string displayName(const Function &F, StringRef Symbol) {
  if (const DISubprogram *Written = F.getSubprogram())
    if (Written->getName().starts_with("-[") || Written->getName().starts_with("+["))
      return Written->getName().str();
  return displayName(Symbol, *F.getParent());
}

} // namespace autojit
