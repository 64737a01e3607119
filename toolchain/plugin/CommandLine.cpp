#include "CommandLine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;

namespace autojit {

CommandLine::CommandLine() {
  auto File = MemoryBuffer::getFileAsStream("/proc/self/cmdline");
  if (!File)
    return; // a system without /proc: there such options are not seen
  StringSaver Saver(Memory);
  for (StringRef Argument : split((*File)->getBuffer(), '\0'))
    Arguments.push_back(Saver.save(Argument).data());
  cl::ExpandResponseFiles(Saver, cl::TokenizeGNUCommandLine, Arguments);
}

bool CommandLine::extendsLlvm() const {
  return any_of(Arguments, [](StringRef A) { return A.starts_with("-mllvm") || (A.starts_with("-fpass-plugin=") && !A.contains("autojit-plugin")); });
}

bool CommandLine::fusesFreely() const {
  bool Result = false;
  for (StringRef A : Arguments)
    if (A == "-ffast-math" || A == "-Ofast" || A == "-ffp-model=fast" || A == "-ffp-model=aggressive" || A == "-ffp-contract=fast")
      Result = true;
    else if (A == "-fno-fast-math" || A.starts_with("-ffp-model=") || A.starts_with("-ffp-contract="))
      Result = false;
  return Result;
}

bool CommandLine::optimizesAtLinkTime() const {
  return any_of(Arguments, [](StringRef A) {
    return A == "-flto" || A.starts_with("-flto=") || A.starts_with("-flto-unit") || A.contains("linker-plugin-lto");
  });
}

bool CommandLine::isFreestanding() const {
  bool Result = false;
  for (StringRef A : Arguments)
    if (A == "-ffreestanding" || A == "-fno-hosted")
      Result = true;
    else if (A == "-fhosted" || A == "-fno-freestanding")
      Result = false;
  return Result || any_of(Arguments, [](StringRef A) { return A == "-nostdlib" || A == "-nodefaultlibs" || A == "-nolibc"; });
}

bool CommandLine::warnsOf(StringRef Name) const {
  bool On = true, All = true, IsError = false;
  for (StringRef A : Arguments)
    if (A == "-w")
      All = false;
    else if (A.consume_front("-Werror=") && A.take_until([](char C) { return C == '='; }) == Name)
      On = IsError = true; // which -w leaves alone
    else if (A.consume_front("-Wno-") && A == Name)
      On = IsError = false;
    else if (A.consume_front("-W") && A.take_until([](char C) { return C == '='; }) == Name)
      On = true;
  return On && (All || IsError);
}

bool CommandLine::recordsCompilation() const {
  return any_of(Arguments, [](StringRef A) {
    return A.starts_with("-fsave-optimization-record") || A.starts_with("-foptimization-record-") || A.starts_with("-opt-record-") ||
           A == "-fstack-usage" || A.starts_with("-stack-usage-file");
  });
}

bool CommandLine::writesAssembly() const {
  return any_of(Arguments, [](StringRef A) {
    return A == "-S" || A == "-fno-integrated-as" || A == "-no-integrated-as" || A.starts_with("-save-temps") || A.starts_with("--save-temps");
  });
}

bool CommandLine::shapesStubs() const {
  return any_of(Arguments, [](StringRef A) {
    return A.starts_with("-ffunction-sections") || A.starts_with("-masm=") || A == "-fno-integrated-as" || A == "-no-integrated-as";
  });
}

bool CommandLine::readsCompiledHeaders() const {
  // `-include f` takes f.pch or f.gch where there is one.
  StringRef Before;
  for (StringRef A : Arguments) {
    if (A == "-include-pch" || A == "-fmodules" || A == "-fcxx-modules" || A.starts_with("-fmodule-map-file=") || A.starts_with("-fmodule-file="))
      return true;
    const StringRef Included = Before == "-include" ? A : StringRef();
    if (!Included.empty() && (sys::fs::exists(Included + ".pch") || sys::fs::exists(Included + ".gch")))
      return true;
    Before = A;
  }
  return false;
}

StringRef CommandLine::last() const {
  // The text ends with a NUL, behind which there is an empty word.
  return lastEndingIn("");
}

StringRef CommandLine::lastEndingIn(StringRef Ending) const {
  for (StringRef A : reverse(Arguments))
    if (!A.empty() && A.ends_with(Ending))
      return A;
  return {};
}

} // namespace autojit
