#include "Refusals.h"

#include "autojit/DisplayName.h"

#include <cstring>
#include <unistd.h>

using namespace llvm;

namespace autojit {

Refusals::Refusals(int File) {
  Refusal Next;
  for (off_t At = 0; ::pread(File, &Next, sizeof Next, At) == static_cast<ssize_t>(sizeof Next); At += sizeof Next)
    All.push_back(Next);
}

const Refusal *Refusals::find(const FunctionId &Function, const ContentKey *Key) const {
  for (const Refusal &Refused : All)
    if (*Refused.Symbol && (Refused.Function == Function || (Key && *Key != ContentKey{} && Refused.Key == *Key)))
      return &Refused;
  return nullptr;
}

std::string nameOf(const Refusal &Refused) { return *Refused.Symbol ? displayName(Refused.Symbol) : ""; }

std::string reasonOf(const Refusal &Refused) {
  if (Refused.OutOfMemory)
    return "the code generator ran out of memory";
  if (Refused.Signal)
    return std::string(*Refused.Symbol ? "the code generator" : "it") + " crashed (" + ::strsignal(Refused.Signal) + ")";
  return "the code generator gave up: " + readable(Refused.Reason);
}

} // namespace autojit
