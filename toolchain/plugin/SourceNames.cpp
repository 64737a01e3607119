#include "SourceNames.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"

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

namespace {

/// rustc's scheme before its present one: C++'s, with a hash as the last part and escapes for what C++ has no letters for.
std::string unescapeRust(StringRef Name) {
  constexpr size_t Hash = sizeof("::h0123456789abcdef") - 1;
  if (Name.size() > Hash && Name.substr(Name.size() - Hash).starts_with("::h"))
    Name = Name.drop_back(Hash);
  static constexpr std::pair<StringRef, StringRef> Escapes[] = {{"$LT$", "<"}, {"$GT$", ">"}, {"$RF$", "&"}, {"$BP$", "*"},
                                                                {"$LP$", "("}, {"$RP$", ")"}, {"$C$", ","},  {"$SP$", "@"}};
  std::string Result;
  while (!Name.empty()) {
    const auto *Escape = find_if(Escapes, [&](const auto &E) { return Name.starts_with(E.first); });
    unsigned Code;
    if (Escape != std::end(Escapes)) {
      Result += Escape->second;
      Name = Name.drop_front(Escape->first.size());
    } else if (Name.starts_with("$u") && Name.size() > 4 && Name[4] == '$' && to_integer(Name.substr(2, 2), Code, 16)) {
      Result += static_cast<char>(Code);
      Name = Name.drop_front(5);
    } else if (Name.consume_front("..")) {
      Result += "::";
    } else if (Name.starts_with("_$")) {
      Name = Name.drop_front(); // stands before an escape at the start of a part
    } else {
      Result += Name.front();
      Name = Name.drop_front();
    }
  }
  return Result;
}

/// flang's `_QMgeometryPdistance`: each part is a capital letter, for what it is, and a name. The main program's has no part of its own.
std::string fortranName(StringRef Symbol) {
  if (Symbol == "_QQmain")
    return "program";
  std::string Result;
  for (StringRef Rest = Symbol.drop_front(2); !Rest.empty();) {
    StringRef Name = Rest.drop_front().take_while([](char C) { return isLower(C) || isDigit(C) || C == '_'; });
    Rest = Rest.drop_front(1 + Name.size());
    if (!Name.empty())
      Result += (Result.empty() ? "" : "::") + Name.str();
  }
  return Result.empty() ? Symbol.str() : Result;
}

} // namespace

std::string sourceOf(const Module &M, const CommandLine &Options) {
  const bool IsRust = isMadeBy(M, "rustc version");
  if (!IsRust && !isMadeBy(M, "flang version"))
    return M.getSourceFileName();
  if (!M.debug_compile_units().empty()) {
    // rustc: `src/main.rs/@/app.0123456789abcdef-cgu.0`.
    StringRef Name = (*M.debug_compile_units_begin())->getFilename();
    return Name.split("/@/").first.str();
  }
  const StringRef Given = IsRust ? Options.lastEndingIn(".rs") : Options.last();
  return Given.empty() ? M.getSourceFileName() : Given.str();
}

std::string displayName(StringRef Symbol, const Module &M) {
  if (isMadeBy(M, "flang version")) {
    if (Symbol.starts_with("_Q"))
      return fortranName(Symbol);
    return Symbol.ends_with("_") ? Symbol.drop_back().str() : Symbol.str(); // outside of modules: `solve_`
  }
  const std::string Name = demangle(Symbol);
  return isMadeBy(M, "rustc version") && Symbol.starts_with("_ZN") ? unescapeRust(Name) : Name;
}

} // namespace autojit
