#include "Manifest.h"

#include "LlvmVersion.h"
#include "PassedFunctions.h"
#include "SourceNames.h"
#include "Store.h"
#include "autojit/Symbols.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace autojit {
namespace {

std::string typeOf(const FunctionType &Type) {
  std::string Text;
  raw_string_ostream(Text) << Type;
  return Text;
}

StringRef linkageOf(const GlobalValue &F) {
  if (F.hasLocalLinkage())
    return "internal";
  if (F.hasLinkOnceLinkage() || F.hasWeakODRLinkage())
    return "linkonce";
  return F.hasWeakLinkage() ? "weak" : "external";
}

/// Functions whose address a use other than a call can see, in instructions or in variables other than tables of virtual functions.
std::vector<std::string> addressTaken(const Module &M) {
  std::vector<std::string> Result;
  for (const Function &F : M)
    if (!F.isIntrinsic() && F.hasAddressTaken(nullptr, /*IgnoreCallbackUses=*/false, /*IgnoreAssumeLikeCalls=*/true, /*IgnoreLLVMUsed=*/true) &&
        isHeldOutsideTables(F))
      Result.push_back(symbolOf(F));
  return Result;
}

StringRef nameOf(OptimizationLevel Level) {
  if (Level.getSizeLevel() != 0)
    return Level.getSizeLevel() == 1 ? "Os" : "Oz";
  static constexpr StringRef Names[] = {"O0", "O1", "O2", "O3"};
  return Names[Level.getSpeedupLevel()];
}

std::string absolutePath(const DIFile *File) {
  if (!File)
    return {};
  SmallString<256> Path(File->getFilename());
  if (!sys::path::is_absolute(Path)) {
    Path = File->getDirectory();
    sys::path::append(Path, File->getFilename());
  }
  sys::path::remove_dots(Path, true);
  return std::string(Path);
}

/// The function that a call of the alias runs; null where that is data, or no function's entry.
const Function *functionBehind(const GlobalAlias &Alias) {
  const Value *Target = Alias.getAliasee()->stripPointerCastsAndAliases();
  return dyn_cast<Function>(Target);
}

void write(const ClassDescription &Class, json::OStream &Out) {
  Out.object([&] {
    Out.attribute("name", Class.Name);
    if (Class.Local)
      Out.attribute("local", true);
    if (Class.Bases)
      Out.attributeArray("bases", [&] {
        for (const auto &[Name, Offset] : *Class.Bases)
          Out.object([&] {
            Out.attribute("name", Name);
            if (Offset)
              Out.attribute("offset", *Offset);
          });
      });
    if (!Class.Tables.empty())
      Out.attributeArray("tables", [&] {
        for (const auto &[Offset, Slots] : Class.Tables)
          Out.object([&] {
            Out.attribute("offset", Offset);
            Out.attributeArray("slots", [&] {
              for (const std::string &Symbol : Slots)
                Out.value(Symbol.empty() ? json::Value(nullptr) : json::Value(Symbol));
            });
          });
      });
  });
}

} // namespace

Manifest::Entry Manifest::describe(const Function &F, const std::optional<EagerReason> &Reason, const StaticTypes &Types) {
  Entry Result;
  Result.Name = symbolOf(F);
  Result.Display = displayName(F, Result.Name);
  Result.Linkage = linkageOf(F);
  Result.Type = typeOf(*F.getFunctionType());
  Result.Reason = Reason;
  if (const DISubprogram *Program = F.getSubprogram()) {
    Result.File = absolutePath(Program->getFile());
    Result.Line = Program->getLine();
  }
  Result.Instructions = F.getInstructionCount();
  SmallPtrSet<const Function *, 8> Inside;
  addCalls(F, 0, Types, Inside, Result);
  for (const auto &[Passed, Where] : passedFunctions(F))
    Result.PassedOn.push_back({symbolOf(*Passed), Where.Line, Where.InTable});
  return Result;
}

/// Of definitions that are there only to be inlined the program has no function of its own, so what they call, whoever calls them calls. `Line`: of
/// the call in the function that is described; 0: the call is in itself.
void Manifest::addCalls(const Function &F, unsigned Line, const StaticTypes &Types, SmallPtrSetImpl<const Function *> &Inside, Entry &Result) {
  for (const Instruction &I : instructions(F)) {
    const auto *Site = dyn_cast<CallBase>(&I);
    if (!Site || Site->isInlineAsm())
      continue;
    const auto *Callee = dyn_cast<GlobalValue>(Site->getCalledOperand()->stripPointerCasts());
    if (Site->getIntrinsicID() != Intrinsic::not_intrinsic && !(Callee = suspendFunction(*Site)))
      continue;
    const unsigned At = Line ? Line : Site->getDebugLoc() ? Site->getDebugLoc().getLine() : 0;
    if (!Callee) {
      Result.IndirectCalls.push_back({typeOf(*Site->getFunctionType()), At, virtualCall(*Site, Types)});
      continue;
    }
    auto [Known, New] = Result.Calls.try_emplace(symbolOf(*Callee), Call{At, 0});
    ++Known->second.Count;
    const auto *Body = dyn_cast<Function>(Callee);
    if (Body && Body->hasAvailableExternallyLinkage() && !Body->isDeclaration() && Inside.insert(Body).second)
      addCalls(*Body, At, Types, Inside, Result);
  }
}

/// clang makes C1 an alias of C2 where both constructors are the same, and callers in other modules name only that.
std::vector<Manifest::Alias> Manifest::aliasesOf(const Module &M) {
  std::vector<Alias> Result;
  for (const GlobalAlias &A : M.aliases())
    if (const Function *Of = functionBehind(A))
      Result.push_back({symbolOf(A), symbolOf(*Of), linkageOf(A)});
  return Result;
}

Manifest::Manifest(Module &M, const Classification &Functions, OptimizationLevel Level, std::string Source,
                   std::optional<std::vector<std::string>> Headers)
    : Source(std::move(Source)), Target(targetOf(M).str()), Headers(std::move(Headers)), LevelName(nameOf(Level)),
      DebugInfo(!M.debug_compile_units().empty()), AddressTaken(addressTaken(M)), Aliases(aliasesOf(M)), Classes(describeClasses(M)) {
  SmallString<256> Current;
  if (!M.debug_compile_units().empty())
    Directory = (*M.debug_compile_units_begin())->getDirectory().str();
  else if (!sys::fs::current_path(Current))
    Directory = std::string(Current);
  const StaticTypes Types(M);
  for (auto &[F, Reason] : Functions)
    Entries.push_back(describe(*F, Reason, Types));
  nameOthers(M);
}

void Manifest::nameOthers(const Module &M) {
  StringSet<> Own;
  for (const Entry &E : Entries)
    Own.insert(E.Name);
  for (const Entry &E : Entries)
    for (const auto &[Name, Sites] : E.Calls)
      if (!Own.contains(Name) && !Others.contains(Name))
        Others.try_emplace(Name, displayName(Name, M));
}

std::string Manifest::json(const ModuleId &Id, const std::optional<ModuleId> &Portable) const {
  std::string Text;
  raw_string_ostream Stream(Text);
  json::OStream Out(Stream);
  // Symbols are bytes to the linker, but a JSON text is UTF-8.
  auto String = [](StringRef S) { return json::isUTF8(S) ? S.str() : json::fixUTF8(S); };
  Out.object([&] {
    Out.attribute("format", "autojit-manifest");
    Out.attribute("version", 1);
    Out.attribute("module", hexOf(Id));
    if (Portable)
      Out.attribute("portable", hexOf(*Portable));
    Out.attribute("producer", "autojit " AUTOJIT_VERSION ", LLVM " LLVM_VERSION_STRING);
    Out.attribute("source", String(Source));
    Out.attribute("directory", String(Directory));
    Out.attribute("target", Target);
    Out.attribute("level", LevelName);
    Out.attribute("debugInfo", DebugInfo);
    if (Headers)
      Out.attributeArray("headers", [&] {
        for (const std::string &Header : *Headers)
          Out.value(String(Header));
      });
    Out.attributeArray("functions", [&] {
      int64_t Slot = 0;
      for (const Entry &E : Entries)
        Out.object([&] {
          Out.attribute("name", String(E.Name));
          Out.attribute("display", String(E.Display));
          Out.attribute("linkage", E.Linkage);
          if (!E.File.empty())
            Out.attribute("file", String(E.File));
          if (E.Line)
            Out.attribute("line", E.Line);
          Out.attribute("instructions", E.Instructions);
          Out.attribute("type", String(E.Type));
          Out.attributeArray("calls", [&] {
            for (const auto &[Name, Sites] : E.Calls)
              Out.object([&] {
                Out.attribute("to", String(Name));
                if (Sites.Line)
                  Out.attribute("line", Sites.Line);
                Out.attribute("count", Sites.Count);
              });
          });
          Out.attributeArray("indirect", [&] {
            for (const Indirect &Site : E.IndirectCalls)
              Out.object([&] {
                Out.attribute("type", String(Site.Type));
                Out.attribute("kind", Site.Virtual ? "virtual" : "pointer");
                if (Site.Virtual && Site.Virtual->Slot)
                  Out.attribute("slot", int64_t(*Site.Virtual->Slot));
                if (Site.Virtual && !Site.Virtual->Class.empty())
                  Out.attribute("class", String(Site.Virtual->Class));
                if (Site.Line)
                  Out.attribute("line", Site.Line);
              });
          });
          if (!E.PassedOn.empty())
            Out.attributeArray("passes", [&] {
              for (const Passed &P : E.PassedOn)
                Out.object([&] {
                  Out.attribute("name", String(P.Name));
                  if (P.Line)
                    Out.attribute("line", P.Line);
                  if (P.InTable)
                    Out.attribute("table", true);
                });
            });
          if (!E.Reason) {
            Out.attribute("state", "lazy");
            Out.attribute("slot", Slot++);
          } else {
            Out.attribute("state", "eager");
            Out.attributeObject("reason", [&] {
              Out.attribute("code", E.Reason->Code);
              Out.attribute("text", E.Reason->Text);
            });
          }
        });
    });
    Out.attributeArray("addressTaken", [&] {
      for (const std::string &Name : AddressTaken)
        Out.value(String(Name));
    });
    if (!Aliases.empty())
      Out.attributeArray("aliases", [&] {
        for (const Alias &A : Aliases)
          Out.object([&] {
            Out.attribute("name", String(A.Name));
            Out.attribute("of", String(A.Of));
            Out.attribute("linkage", A.Linkage);
          });
      });
    if (any_of(Others, [](const auto &Other) { return Other.first != Other.second; }))
      Out.attributeObject("names", [&] {
        for (const auto &[Name, Display] : Others)
          if (Name != Display)
            Out.attribute(String(Name), String(Display));
      });
    if (!Classes.empty())
      Out.attributeArray("classes", [&] {
        for (const ClassDescription &Class : Classes)
          write(Class, Out);
      });
  });
  return Text;
}

} // namespace autojit
