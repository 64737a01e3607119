#include "Choices.h"

#include "SourceNames.h"
#include "autojit/Symbols.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/IR/Constants.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

#include <toml++/toml.h>

using namespace llvm;

namespace autojit {
namespace {

constexpr EagerReason AskedFor{"annotated", "the source asks for it: annotate(\"autojit:eager\")"};
constexpr EagerReason ExcludedPath{"excluded-path", "autojit.toml leaves its file out"};
constexpr EagerReason ExcludedName{"excluded-name", "autojit.toml leaves its name out"};

/// Functions of `llvm.global.annotations` with our word.
DenseSet<const Function *> annotatedEager(const Module &M) {
  DenseSet<const Function *> Result;
  const GlobalVariable *List = M.getNamedGlobal("llvm.global.annotations");
  const auto *Array = List && List->hasInitializer() ? dyn_cast<ConstantArray>(List->getInitializer()) : nullptr;
  if (!Array)
    return Result;
  for (const Use &Entry : Array->operands()) {
    const auto *Struct = dyn_cast<ConstantStruct>(Entry);
    const auto *F = Struct ? dyn_cast<Function>(Struct->getOperand(0)->stripPointerCasts()) : nullptr;
    const auto *Text = F ? dyn_cast<GlobalVariable>(Struct->getOperand(1)->stripPointerCasts()) : nullptr;
    const auto *Word = Text && Text->hasInitializer() ? dyn_cast<ConstantDataSequential>(Text->getInitializer()) : nullptr;
    if (Word && Word->isCString() && Word->getAsCString() == "autojit:eager")
      Result.insert(F);
  }
  return Result;
}

Error wrong(StringRef File, const toml::source_region &Where, const Twine &What) {
  return createStringError(File + ":" + Twine(Where.begin.line) + ": " + What);
}

/// The globs of the array `Node`. A star stands for any letters, slashes too.
Expected<SmallVector<GlobPattern, 4>> globs(StringRef File, StringRef Key, const toml::node &Node, StringSaver &Texts) {
  SmallVector<GlobPattern, 4> Result;
  const toml::array *List = Node.as_array();
  if (!List)
    return wrong(File, Node.source(), Key + " must be a list of patterns in quotes");
  for (const toml::node &Item : *List) {
    const auto *Text = Item.as_string();
    if (!Text)
      return wrong(File, Item.source(), Key + " must be a list of patterns in quotes");
    Expected<GlobPattern> Pattern = GlobPattern::create(Texts.save(Text->get()));
    if (!Pattern)
      return wrong(File, Item.source(), Twine(Text->get().c_str()) + ": " + toString(Pattern.takeError()));
    Result.push_back(std::move(*Pattern));
  }
  return Result;
}

bool anyMatches(ArrayRef<GlobPattern> Patterns, StringRef Text) {
  return any_of(Patterns, [&](const GlobPattern &Pattern) { return Pattern.match(Text); });
}

} // namespace

Error Choices::addFile(StringRef Folder, StringRef Source) {
  SmallString<256> File(Folder);
  sys::path::append(File, "autojit.toml");
  if (!sys::fs::is_regular_file(File))
    return Error::success();
  toml::parse_result Parsed = toml::parse_file(std::string_view(File.data(), File.size()));
  if (!Parsed) {
    const toml::parse_error &Problem = Parsed.error();
    return wrong(File, Problem.source(), Twine(std::string(Problem.description())));
  }
  StringSaver Texts(Memory);
  StringRef Below = Source.substr(Folder.size());
  Below.consume_front("/");
  for (auto &&[Key, Node] : Parsed.table()) {
    const StringRef Name(Key.str().data(), Key.str().size());
    if (Name == "picture")
      continue; // how the editor draws the program says nothing of how it is compiled
    if (Name != "include" && Name != "exclude" && Name != "eager")
      return wrong(File, Key.source(), "there is no setting " + Name + "; the settings are include, exclude, eager and picture");
    auto Patterns = globs(File, Name, Node, Texts);
    if (!Patterns)
      return Patterns.takeError();
    if (Name == "eager")
      append_range(EagerNames, *Patterns);
    else
      WholeFile |= anyMatches(*Patterns, Below) == (Name == "exclude");
  }
  return Error::success();
}

Expected<Choices> Choices::read(const Module &M, StringRef Source) {
  Choices Result;
  Result.Annotated = annotatedEager(M);
  SmallString<256> Path(Source);
  if (sys::fs::make_absolute(Path))
    return Result; // the folder that the compiler ran in is gone: there is no place to look in
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  for (StringRef Folder = sys::path::parent_path(Path); !Folder.empty(); Folder = sys::path::parent_path(Folder))
    if (Error E = Result.addFile(Folder, Path))
      return E;
  return Result;
}

std::optional<EagerReason> Choices::of(const Function &F) const {
  if (Annotated.contains(&F))
    return AskedFor;
  if (WholeFile)
    return ExcludedPath;
  if (EagerNames.empty())
    return std::nullopt;
  // C++ has the parameters in the name; who writes a pattern need not.
  const std::string Symbol = symbolOf(F), Display = displayName(F, Symbol);
  const StringRef Bare = StringRef(Display).take_until([](char C) { return C == '('; });
  if (anyMatches(EagerNames, Symbol) || anyMatches(EagerNames, Display) || anyMatches(EagerNames, Bare))
    return ExcludedName;
  return std::nullopt;
}

} // namespace autojit
