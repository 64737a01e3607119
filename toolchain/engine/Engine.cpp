/// The in-process engine: the C interface of include/autojit/engine.h.

#include "autojit/engine.h"
#include "Materializer.h"
#include "allocator.h"
#include "autojit/DisplayName.h"
#include "autojit/record.h"
#include "own-pages.h"
#include "seats.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/ErrorHandling.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

using namespace llvm;
using namespace autojit;

namespace {

ArrayRef<uint8_t> idAt(const uint8_t *Module) { return ArrayRef<uint8_t>(Module, AUTOJIT_ID_SIZE); }

/// What a response's pointers point to.
struct Held {
  std::vector<char> Image;
  std::string Problem;
};

/// What one thread at a time uses (autojit/engine.h). Never destroyed: code may still be asked for while the process exits.
struct Seat {
  explicit Seat(BodyShelf &Shelf) : Engine(Shelf) {}
  Materializer Engine;
  Held Current;
};
Seat *Seats[AUTOJIT_ENGINE_SEATS];
/// Its symbol; of the last function that LLVM was let at, by seat; and whether there were more.
StringRef BeingMade[AUTOJIT_ENGINE_SEATS];
bool WithOthers[AUTOJIT_ENGINE_SEATS];

BodyShelf &shelf() {
  static BodyShelf &Shelf = *new BodyShelf(0);
  return Shelf;
}

/// What is allocated meanwhile is the seat's, as is what a seat is asked for.
Seat &sitDown(unsigned Number) {
  enter_seat(Number);
  if (!Seats[Number])
    Seats[Number] = new Seat(shelf());
  return *Seats[Number];
}

int materialize(const autojit_engine_request *Request, autojit_engine_response *Response) {
  Seat &Own = sitDown(Request->seat);
  *Response = {};
  auto Find = [&](const ContentKey &Key) {
    size_t Size;
    const void *Found = Request->find(Request->images, Key.data(), &Size);
    return Found ? ArrayRef(static_cast<const char *>(Found), Size) : ArrayRef<char>();
  };
  auto Begin = [&](StringRef Symbol, const ContentKey *) -> Error {
    BeingMade[Request->seat] = Symbol;
    WithOthers[Request->seat] = Request->other_count != 0;
    return Error::success();
  };
  auto Answer = Own.Engine.materialize({.BodyPath = StringRef(Request->body_path),
                                        .Module = idAt(Request->module),
                                        .Slot = Request->slot,
                                        .Debug = Request->debug != 0,
                                        .Keyed = Request->images != nullptr,
                                        .Find = Find,
                                        .Begin = Begin,
                                        .Body = StringRef(static_cast<const char *>(Request->body), Request->body_size),
                                        .Draft = Request->draft != 0,
                                        .FinalsKept = Request->images && Request->finals_kept,
                                        .Reloads = Request->reloads != 0,
                                        .Once = true,
                                        .Passing = Request->passing != 0,
                                        .Others = ArrayRef(Request->others, Request->other_count)});
  if (!Answer) {
    Own.Current.Problem = toString(Answer.takeError());
    Response->error = Own.Current.Problem.c_str();
    return 1;
  }
  Own.Current.Image = std::move(Answer->Image);
  llvm::copy(Answer->Key, Response->key);
  Response->kept = Answer->Kept;
  Response->image = Own.Current.Image.data();
  Response->size = Own.Current.Image.size();
  return 0;
}

int hasModule(unsigned Number, const uint8_t *Module) { return sitDown(Number).Engine.has(idAt(Module)); }

void release(unsigned Number, autojit_engine_response *Response) {
  sitDown(Number).Current = {};
  *Response = {};
}

void rest(unsigned Number) {
  enter_seat(Number);
  delete Seats[Number];
  Seats[Number] = nullptr;
  BeingMade[Number] = {};
  shelf().forget();
#ifndef AUTOJIT_FOREIGN_ALLOCATOR
  give_unused_back();
#endif
  leave_own_pages();
}

const autojit_engine_v7 Interface = {materialize, hasModule, release, rest, "LLVM " LLVM_VERSION_STRING};

[[noreturn]] void dieOfLlvm(void *, const char *Reason, bool) {
  std::fprintf(stderr, "autojit: '%s'%s cannot be materialized: the code generator gave up: %s; compile its file with AUTOJIT_DISABLE=1\n",
               displayName(BeingMade[current_seat()]).c_str(), WithOthers[current_seat()] ? ", or a function that is reloaded with it," : "",
               readable(Reason).c_str());
  std::abort();
}

} // namespace

extern "C" void keep_out_of_core_files(); // core-files.c

extern "C" __attribute__((visibility("default"))) const autojit_engine_v7 *autojit_engine_v7() {
  static const bool Ready = [] {
    keep_out_of_core_files();
    enter_seat(0);
    install_fatal_error_handler(dieOfLlvm);
    initializeCodeGenerator();
    return true;
  }();
  (void)Ready;
  return &Interface;
}
