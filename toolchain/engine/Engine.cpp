/// The in-process engine: the C interface of include/autojit/engine.h over bodies, compiler and linker.

#include "autojit/engine.h"
#include "BodyFile.h"
#include "Compile.h"
#include "Extract.h"
#include "Image.h"
#include "Link.h"
#include "autojit/record.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/TargetSelect.h"

#include <cstdio>
#include <cstdlib>

using namespace llvm;
using namespace autojit;

namespace {

/// Everything that lives as long as the process. The runtime calls under its lock, so nothing here is shared between threads at once.
class Engine {
public:
  Engine() {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
  }

  Expected<std::vector<char>> materialize(const autojit_engine_request &Request) {
    ArrayRef<uint8_t> Id(Request.module, AUTOJIT_ID_SIZE);
    Expected<BodyFile *> Bodies = bodiesOf(Request.body_path, Id);
    if (!Bodies)
      return Bodies.takeError();
    if (Request.slot >= (*Bodies)->functionCount())
      return createStringError("its body file has fewer functions than the program; rebuild and relink");
    Expected<std::vector<char>> Image = build(**Bodies, Id, Request.slot, Request.debug != 0);
    if (Image)
      return Image;
    return createStringError("'" + (*Bodies)->functionName(Request.slot) + "': " + toString(Image.takeError()));
  }

  bool has(ArrayRef<uint8_t> Id) const { return Open.contains(toStringRef(Id)); }

private:
  Expected<BodyFile *> bodiesOf(const char *Path, ArrayRef<uint8_t> Id) {
    if (auto Known = Open.find(toStringRef(Id)); Known != Open.end())
      return Known->second.get();
    Expected<std::unique_ptr<BodyFile>> Opened = BodyFile::open(Path, Id);
    if (!Opened)
      return Opened.takeError();
    return (Open[toStringRef(Id)] = std::move(*Opened)).get();
  }

  Expected<std::vector<char>> build(BodyFile &Bodies, ArrayRef<uint8_t> Id, unsigned Slot, bool Debug) {
    Expected<std::unique_ptr<Module>> Extracted = extractFunction(Bodies, Slot, Debug);
    if (!Extracted)
      return Extracted.takeError();
    Expected<std::unique_ptr<MemoryBuffer>> Object = CodeGenerator.compile(**Extracted, Bodies.level(), Bodies.fuses());
    if (!Object)
      return Object.takeError();
    Expected<LinkedObject> Linked = linkObject(**Object, [&](StringRef Symbol) {
      std::optional<unsigned> Import = Bodies.import(Symbol);
      return Import && Bodies.isDirect(*Import);
    });
    if (!Linked)
      return Linked.takeError();
    return writeImage(*Linked, Bodies, Id, Slot, Debug ? (*Object)->getBuffer() : StringRef());
  }

  StringMap<std::unique_ptr<BodyFile>> Open; ///< by module id
  Compiler CodeGenerator;
};

Engine &engine() {
  static Engine *Only = new Engine(); // never destroyed: code may still be asked for while the process exits
  return *Only;
}

/// What a response's pointers point to.
struct Held {
  std::vector<char> Image;
  std::string Problem;
};
Held Current;

int materialize(const autojit_engine_request *Request, autojit_engine_response *Response) {
  *Response = {};
  Expected<std::vector<char>> Image = engine().materialize(*Request);
  if (!Image) {
    Current.Problem = toString(Image.takeError());
    Response->error = Current.Problem.c_str();
    return 1;
  }
  Current.Image = std::move(*Image);
  Response->image = Current.Image.data();
  Response->size = Current.Image.size();
  return 0;
}

int hasModule(const uint8_t *Module) { return engine().has(ArrayRef<uint8_t>(Module, AUTOJIT_ID_SIZE)); }

void release(autojit_engine_response *Response) {
  Current = {};
  *Response = {};
}

const autojit_engine_v1 Interface = {materialize, hasModule, release, "LLVM " LLVM_VERSION_STRING};

[[noreturn]] void dieOfLlvm(void *, const char *Reason, bool) {
  std::fprintf(stderr, "autojit: the code generator gave up: %s; compile the file that was running with AUTOJIT_DISABLE=1\n", Reason);
  std::abort();
}

} // namespace

extern "C" __attribute__((visibility("default"))) const autojit_engine_v1 *autojit_engine_v1() {
  install_fatal_error_handler(dieOfLlvm);
  engine();
  return &Interface;
}
