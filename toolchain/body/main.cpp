// autojit-body ir|assembly FILE SLOT: one function of a body file, as the engine sees it and as it compiles it.
#include "Compile.h"
#include "Extract.h"
#include "autojit/DisplayName.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace autojit;

namespace {

constexpr int Failed = 1, Usage = 2;

/// As the compiler's option has it.
StringRef nameOf(OptimizationLevel Level) {
  if (Level.getSizeLevel())
    return Level.getSizeLevel() == 1 ? "-Os" : "-Oz";
  static constexpr StringRef Names[] = {"-O0", "-O1", "-O2", "-O3"};
  return Names[Level.getSpeedupLevel()];
}

/// The comment of either language on the first line: what is shown.
void introduce(BodyFile &Bodies, unsigned Slot, StringRef Comment, const Twine &What) {
  outs() << Comment << " " << displayName(Bodies.functionName(Slot)) << " of " << Bodies.skeleton().getSourceFileName() << "\n"
         << Comment << " " << What << "\n\n";
}

/// A body's own name is nobody's business.
void print(std::string Text) {
  constexpr StringRef Suffix = AUTOJIT_BODY_SUFFIX;
  for (size_t At; (At = Text.find(Suffix)) != std::string::npos;)
    Text.erase(At, Suffix.size());
  outs() << Text;
}

Error show(StringRef Form, StringRef Path, unsigned Slot) {
  std::string Id;
  if (!tryGetFromHex(sys::path::stem(Path), Id) || Id.size() != 32)
    return createStringError(Path + ": a body file is named by the hash of its content");
  BodyShelf Shelf(/*Limit=*/0);
  Expected<std::shared_ptr<const BodyBytes>> Bytes = Shelf.get(Path, arrayRefFromStringRef(Id));
  if (!Bytes)
    return Bytes.takeError();
  Expected<std::unique_ptr<BodyFile>> Opened = BodyFile::open(std::move(*Bytes));
  if (!Opened)
    return Opened.takeError();
  BodyFile &Bodies = **Opened;
  if (Slot >= Bodies.functionCount())
    return createStringError(Path + ": it has fewer functions than that");
  Expected<std::unique_ptr<Module>> Extracted = extractFunctions(Bodies, Slot, {Tier::Final, /*KeepDebugInfo=*/false, /*Reloads=*/false});
  if (!Extracted)
    return Extracted.takeError();
  if (Form == "ir") {
    introduce(Bodies, Slot, ";", "The body as it was cut out, before optimization; the engine compiles it at " + nameOf(Bodies.level()) + ".");
    (*Extracted)->setModuleIdentifier(Bodies.skeleton().getSourceFileName()); // not a path in somebody's store
    std::string Text;
    raw_string_ostream Stream(Text);
    (*Extracted)->print(Stream, nullptr);
    print(std::move(Text));
    return Error::success();
  }
  Compiler CodeGenerator(Compiler::Form::Assembly);
  Expected<std::unique_ptr<MemoryBuffer>> Text = CodeGenerator.compile(**Extracted, Bodies.level(), Bodies.fuses());
  if (!Text)
    return Text.takeError();
  introduce(Bodies, Slot, "#", "What the engine makes of it at " + nameOf(Bodies.level()) + ".");
  print((*Text)->getBuffer().str());
  return Error::success();
}

} // namespace

int main(int Count, char **Values) {
  const StringRef Form = Count == 4 ? Values[1] : "";
  unsigned Slot;
  if ((Form != "ir" && Form != "assembly") || StringRef(Values[3]).getAsInteger(10, Slot)) {
    errs() << "usage: autojit-body ir|assembly FILE SLOT\n";
    return Usage;
  }
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  LLVMInitializeX86AsmParser();
  if (Error Problem = show(Form, Values[2], Slot)) {
    errs() << "autojit: " << toString(std::move(Problem)) << "\n";
    return Failed;
  }
  return 0;
}
