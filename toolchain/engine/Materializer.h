#ifndef AUTOJIT_ENGINE_MATERIALIZER_H
#define AUTOJIT_ENGINE_MATERIALIZER_H

#include "BodyFile.h"
#include "Compile.h"
#include "ContentKey.h"

#include "llvm/ADT/StringMap.h"

#include <memory>
#include <optional>
#include <vector>

namespace autojit {

/// What makes X86 code available; once per process, before the first Materializer.
void initializeCodeGenerator();

/// Turns bodies into images, and keeps what it has read. One thread at a time; several of them share nothing.
class Materializer {
public:
  struct Request {
    llvm::StringRef BodyPath;       ///< absolute; not looked at when the module was read, empty when it is gone
    llvm::ArrayRef<uint8_t> Module; ///< its id, which the file's content must have as its BLAKE3
    unsigned Slot;
    bool Debug; ///< make an object for debuggers too
    bool Keyed; ///< the answer will be kept: it needs a content key, which costs a tenth of making it
    /// The image that was kept with a content key by any build of the module; empty when none was. Only asked with `Keyed`.
    llvm::function_ref<llvm::ArrayRef<char>(const ContentKey &)> Find;
    /// Told before LLVM is let at a body: its symbol, which lives as long as this request, then its content key if that is wanted. An error ends it.
    llvm::function_ref<llvm::Error(llvm::StringRef Symbol, const ContentKey *Key)> Begin;
    llvm::StringRef Body = {}; ///< the body file's content, where it was taken before; else empty
    bool Draft = false;        ///< a draft will do, where one can be had and no final was kept
    bool FinalsKept = false;   ///< `Find` may have finals: they are asked for before a draft is made
    bool Reloads = false;      ///< there may be other code behind its own stub at any time
    bool Once = false;         ///< the same function is not likely to be wanted again
    bool Passing = false;      ///< nor is any of this module, once functions of some other modules were
    llvm::ArrayRef<uint32_t> Others =
        {}; ///< further slots, whose code is wanted in the same image; of a module without optimization, and not `Keyed`
  };
  struct Answer {
    std::vector<char> Image;       ///< include/autojit/image.h; it says which tier it is
    ContentKey Key;                ///< zero unless it was wanted
    bool Kept;                     ///< `Find` had it
    std::vector<unsigned> Callees; ///< slots of the module's functions that it names
  };

  explicit Materializer(BodyShelf &Shelf) : Shelf(Shelf) {}

  /// The image of one function. An error is one line for a person.
  llvm::Expected<Answer> materialize(const Request &Wanted);

  /// Whether the bodies of a module were read, so that its file is not needed any more.
  bool has(llvm::ArrayRef<uint8_t> Module) const { return Open.contains(llvm::toStringRef(Module)); }

  /// Gives back the memory of what was read.
  void forget() { Open.clear(); }

private:
  /// What is made without debug information takes it from the bodies that were read, so debuggers have bodies of their own. A draft takes its body
  /// as a whole, which finals may want to inline.
  struct OpenBodies {
    std::shared_ptr<const BodyBytes> Bytes;
    std::unique_ptr<BodyFile> Drafts, Finals, ForDebuggers; ///< each opened when it is needed
    uint64_t PassedBy = 0;                                  ///< of a module that is passing: the number of its last use; else 0
  };
  llvm::Expected<OpenBodies *> bodiesOf(const Request &Wanted);
  static llvm::Expected<BodyFile *> fileFor(OpenBodies &Bodies, const Request &Wanted, Tier Made);
  static void giveBack(OpenBodies &Bodies, const Request &Wanted);
  void closePassing();
  llvm::Expected<Answer> build(OpenBodies &Bodies, const Request &Wanted);
  llvm::Expected<Answer> buildTogether(OpenBodies &Bodies, const Request &Wanted);
  llvm::Expected<std::optional<Answer>> tryTo(OpenBodies &Of, const Request &Wanted, Tier Made, bool OnlyKept);

  llvm::Expected<std::vector<char>> compile(llvm::Module &Extracted, const BodyFile &Bodies, const Request &Wanted, Tier Made);

  BodyShelf &Shelf;
  llvm::StringMap<OpenBodies> Open; ///< by module id
  uint64_t Uses = 0;                ///< of modules that are passing
  Compiler CodeGenerator;
};

} // namespace autojit

#endif
