#ifndef AUTOJIT_ENGINE_EXTRACT_H
#define AUTOJIT_ENGINE_EXTRACT_H

#include "BodyFile.h"
#include "Tier.h"

namespace autojit {

/// IR instructions of a body, and bodies, that are offered for inlining with one function of a program that reloads.
constexpr unsigned LargestInReloads = 40, MostInReloads = 12;

/// A module that defines just the functions of `Slots` (as `<name>$autojit`), so that compiling it costs what they cost.
/// Everything it names is declared; constants that travel with bodies are copied. Callees whose bodies may be inlined at the
/// module's level come along as `available_externally`: what is not inlined stays a call through the stub. Into a draft nothing
/// is inlined but what must be. It calls even itself through its stub, behind which there may be other code at any time; so do finals of a program
/// that `Reloads`.
/// Of its callees' bodies it gets few, and small ones: a loop that runs on keeps what it has inlined, whatever is exchanged.
struct Extraction {
  Tier Made;
  bool KeepDebugInfo, Reloads;
};
llvm::Expected<std::unique_ptr<llvm::Module>> extractFunctions(BodyFile &Source, llvm::ArrayRef<unsigned> Slots, Extraction Wanted);

/// Gives back what was read of a function that is not likely to be extracted again, unless its body may be inlined elsewhere.
void dropBody(BodyFile &Source, unsigned Slot);

} // namespace autojit

#endif
