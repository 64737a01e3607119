#ifndef AUTOJIT_DISPLAYNAME_H
#define AUTOJIT_DISPLAYNAME_H

#include "autojit/body.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"

#include <string>
#include <utility>

namespace autojit {

/// The end of a name by rustc's scheme before its present one: `::h0123456789abcdef` in what C++'s demangler makes of it.
inline bool hasRustHash(llvm::StringRef Demangled) {
  constexpr size_t Hash = sizeof("::h0123456789abcdef") - 1;
  const llvm::StringRef End = Demangled.take_back(Hash);
  return End.size() == Hash && End.starts_with("::h") && llvm::all_of(End.drop_front(3), [](char C) { return llvm::isHexDigit(C); });
}

/// A name by that scheme, which is C++'s, with a hash as the last part and escapes for what C++ has no letters for.
inline std::string unescapeRust(llvm::StringRef Name) {
  if (hasRustHash(Name))
    Name = Name.drop_back(sizeof("::h0123456789abcdef") - 1);
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> Escapes[] = {{"$LT$", "<"}, {"$GT$", ">"}, {"$RF$", "&"}, {"$BP$", "*"},
                                                                            {"$LP$", "("}, {"$RP$", ")"}, {"$C$", ","},  {"$SP$", "@"}};
  std::string Result;
  while (!Name.empty()) {
    const auto *Escape = llvm::find_if(Escapes, [&](const auto &E) { return Name.starts_with(E.first); });
    unsigned Code;
    if (Escape != std::end(Escapes)) {
      Result += Escape->second;
      Name = Name.drop_front(Escape->first.size());
    } else if (Name.starts_with("$u") && Name.size() > 4 && Name[4] == '$' && llvm::to_integer(Name.substr(2, 2), Code, 16)) {
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
inline std::string fortranName(llvm::StringRef Symbol) {
  if (Symbol == "_QQmain")
    return "program";
  std::string Result;
  for (llvm::StringRef Rest = Symbol.drop_front(2); !Rest.empty();) {
    llvm::StringRef Name = Rest.drop_front().take_while([](char C) { return llvm::isLower(C) || llvm::isDigit(C) || C == '_'; });
    Rest = Rest.drop_front(1 + Name.size());
    if (!Name.empty())
      Result += (Result.empty() ? "" : "::") + Name.str();
  }
  return Result.empty() ? Symbol.str() : Result;
}

/// What a person calls the function with this linker symbol, by the symbol alone: where nothing tells which compiler made it.
inline std::string displayName(llvm::StringRef Symbol) {
  if (Symbol.starts_with("_Q") && Symbol.size() > 2 && llvm::isUpper(Symbol[2]))
    return fortranName(Symbol);
  const std::string Name = llvm::demangle(Symbol);
  return Symbol.starts_with("_ZN") && hasRustHash(Name) ? unescapeRust(Name) : Name;
}

/// What LLVM says of a body, for people: functions by their names, and nothing of where in no file they stand.
inline std::string readable(llvm::StringRef Text) {
  Text = Text.trim();
  Text.consume_front("<unknown>:0:0: ");
  std::string Result;
  while (!Text.empty()) {
    llvm::StringRef Word = Text.take_while([](char C) { return llvm::isAlnum(C) || C == '_' || C == '.' || C == '$'; });
    if (Word.empty()) {
      if (Text.front() != '\1') // stands before names that are symbols already
        Result += Text.front();
      Text = Text.drop_front();
      continue;
    }
    Text = Text.drop_front(Word.size());
    Word.consume_back(AUTOJIT_BODY_SUFFIX);
    Result += displayName(Word);
  }
  return Result;
}

} // namespace autojit

#endif
