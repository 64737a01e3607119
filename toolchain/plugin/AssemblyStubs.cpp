#include "AssemblyStubs.h"

#include "LinkTimeOptimization.h"
#include "autojit/Symbols.h"
#include "autojit/stub.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace autojit {
namespace {

/// Private: the object's symbol table does not have it, and its name says so.
std::string labelOf(const GlobalVariable &Private) {
  SmallString<32> Name;
  Mangler().getNameWithPrefix(Name, &Private, /*CannotUsePrivateLabel=*/false);
  return std::string(Name);
}

/// A symbol that the assembler takes as it is.
bool isPlain(StringRef Symbol) {
  return !Symbol.empty() && !isDigit(Symbol.front()) && all_of(Symbol, [](char C) { return isAlnum(C) || C == '_' || C == '.' || C == '$'; });
}

/// In code for a shared library that binds some symbols early, only the code generator knows which name is local.
bool isBoundByLinker(const Function &F) {
  const Module &M = *F.getParent();
  return F.hasLocalLinkage() || !F.hasDefaultVisibility() || !F.isDSOLocal() || M.getPICLevel() == PICLevel::NotPIC ||
         M.getPIELevel() != PIELevel::Default;
}

} // namespace

AssemblyStubs::AssemblyStubs(Module &M, const GlobalVariable &SlotArray, const CommandLine &Options) : M(M), Slots(labelOf(SlotArray)) {
  // Sections for each function, marks for branch targets and other ways to write assembly are the code generator's business.
  Usable = !isForLinkTimeOptimization(M, Options) && !Options.shapesStubs() && !M.getModuleFlag("cf-protection-branch") && isPlain(Slots);
  for (const GlobalAlias &Alias : M.aliases())
    Aliased.insert(Alias.getAliaseeObject());
  for (const GlobalIFunc &Ifunc : M.ifuncs())
    Aliased.insert(Ifunc.getResolverFunction());
}

bool AssemblyStubs::fits(const Function &F) const {
  return Usable && (F.hasLocalLinkage() || F.hasExternalLinkage()) && !F.hasComdat() && !Aliased.contains(&F) && isBoundByLinker(F) &&
         !F.hasPartition() && !F.hasGC() && !F.hasDLLExportStorageClass() && !F.getAlign() && isPlain(symbolOf(F));
}

bool AssemblyStubs::add(Function &F, uint64_t Offset) {
  if (!fits(F))
    return false;
  const std::string Symbol = symbolOf(F), Slot = Slots + "+" + std::to_string(Offset) + "(%rip)";
  if (!F.hasLocalLinkage())
    Text += "\t.globl\t" + Symbol + "\n";
  if (F.hasHiddenVisibility())
    Text += "\t.hidden\t" + Symbol + "\n";
  if (F.hasProtectedVisibility())
    Text += "\t.protected\t" + Symbol + "\n";
  Text += "\t.type\t" + Symbol + ",@function\n" + Symbol + ":\n";
  Text += "\t" + formatv(AUTOJIT_STUB_ASSEMBLY("{0}"), Slot).str() + "\n";
  Text += "\t.size\t" + Symbol + ", .-" + Symbol + "\n";
  if (F.hasLocalLinkage()) {
    F.setLinkage(GlobalValue::ExternalLinkage); // a declaration has no other; the assembler knows that the symbol is local
    F.setDSOLocal(true);
  }
  return true;
}

AssemblyStubs::~AssemblyStubs() {
  if (!Text.empty())
    M.appendModuleInlineAsm("\t.text\n" + Text);
}

} // namespace autojit
