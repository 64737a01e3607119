/// The in-process engine: the C interface of include/autojit/engine.h.

#include "autojit/engine.h"
#include "Materializer.h"
#include "autojit/DisplayName.h"
#include "autojit/record.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/ErrorHandling.h"

#include <cstdio>
#include <cstdlib>

using namespace llvm;
using namespace autojit;

namespace {

/// One thread at a time calls (docs/decisions/033), so nothing here is shared between threads at once.
Materializer &materializer() {
  static Materializer *Only = new Materializer(*new BodyShelf(0)); // never destroyed: code may still be asked for while the process exits
  return *Only;
}

ArrayRef<uint8_t> idAt(const uint8_t *Module) { return ArrayRef<uint8_t>(Module, AUTOJIT_ID_SIZE); }

/// What a response's pointers point to.
struct Held {
  std::vector<char> Image;
  std::string Problem;
};
Held Current;
/// Its symbol; of the last function that LLVM was let at.
StringRef BeingMade;

int materialize(const autojit_engine_request *Request, autojit_engine_response *Response) {
  *Response = {};
  auto Find = [&](const ContentKey &Key) {
    size_t Size;
    const void *Found = Request->find(Request->images, Key.data(), &Size);
    return Found ? ArrayRef(static_cast<const char *>(Found), Size) : ArrayRef<char>();
  };
  auto Begin = [](StringRef Symbol, const ContentKey *) -> Error {
    BeingMade = Symbol;
    return Error::success();
  };
  auto Answer =
      materializer().materialize({StringRef(Request->body_path), idAt(Request->module), Request->slot, Request->debug != 0,
                                  Request->images != nullptr, Find, Begin, StringRef(static_cast<const char *>(Request->body), Request->body_size)});
  if (!Answer) {
    Current.Problem = toString(Answer.takeError());
    Response->error = Current.Problem.c_str();
    return 1;
  }
  Current.Image = std::move(Answer->Image);
  llvm::copy(Answer->Key, Response->key);
  Response->kept = Answer->Kept;
  Response->image = Current.Image.data();
  Response->size = Current.Image.size();
  return 0;
}

int hasModule(const uint8_t *Module) { return materializer().has(idAt(Module)); }

void release(autojit_engine_response *Response) {
  Current = {};
  *Response = {};
}

const autojit_engine_v3 Interface = {materialize, hasModule, release, "LLVM " LLVM_VERSION_STRING};

[[noreturn]] void dieOfLlvm(void *, const char *Reason, bool) {
  std::fprintf(stderr, "autojit: '%s' cannot be materialized: the code generator gave up: %s; compile its file with AUTOJIT_DISABLE=1\n",
               displayName(BeingMade).c_str(), readable(Reason).c_str());
  std::abort();
}

} // namespace

extern "C" void keep_out_of_core_files(); // core-files.c
extern "C" void place_thread_locals();    // thread-locals.c

extern "C" __attribute__((visibility("default"))) const autojit_engine_v3 *autojit_engine_v3() {
  static const bool Ready = [] {
    keep_out_of_core_files();
    place_thread_locals();
    install_fatal_error_handler(dieOfLlvm);
    initializeCodeGenerator();
    return true;
  }();
  (void)Ready;
  return &Interface;
}
