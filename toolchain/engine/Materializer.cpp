#include "Materializer.h"

#include "Draft.h"
#include "Extract.h"
#include "Image.h"
#include "Link.h"
#include "Rebind.h"
#include "autojit/DisplayName.h"
#include "autojit/Symbols.h"

#include "llvm/Support/TargetSelect.h"

using namespace llvm;

namespace autojit {

void initializeCodeGenerator() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  LLVMInitializeX86AsmParser();
}

static SmallVector<unsigned> slotsOf(const Materializer::Request &Wanted) {
  SmallVector<unsigned> Slots = {Wanted.Slot};
  append_range(Slots, Wanted.Others);
  return Slots;
}

Expected<Materializer::Answer> Materializer::materialize(const Request &Wanted) {
  Expected<OpenBodies *> Bodies = bodiesOf(Wanted);
  if (!Bodies)
    return Bodies.takeError();
  const BodyIndex &Index = (*Bodies)->Bytes->Index;
  if (any_of(slotsOf(Wanted), [&](unsigned Slot) { return Slot >= Index.functionCount(); }))
    return createStringError("its body file has fewer functions than the program; rebuild and relink");
  Expected<Answer> Built = Wanted.Others.empty() ? build(**Bodies, Wanted) : buildTogether(**Bodies, Wanted);
  giveBack(**Bodies, Wanted);
  if (Built)
    return Built;
  return createStringError("'" + displayName(Index.functionName(Wanted.Slot)) + "': " + toString(Built.takeError()));
}

/// So many modules that are passing are open. A reload asks for functions of one after the other.
static constexpr unsigned MostPassing = 4;

Expected<Materializer::OpenBodies *> Materializer::bodiesOf(const Request &Wanted) {
  const StringRef Id = toStringRef(Wanted.Module);
  if (const auto Known = Open.find(Id); Known != Open.end()) {
    OpenBodies &Of = Known->second;
    Of.PassedBy = Of.PassedBy && Wanted.Passing ? ++Uses : 0; // who also was there from the beginning stays
    return &Of;
  }
  auto Read = Shelf.get(Wanted.BodyPath, Wanted.Module, Wanted.Body);
  if (!Read)
    return Read.takeError();
  if (Wanted.Passing)
    closePassing();
  OpenBodies &Of = Open[Id];
  Of.Bytes = std::move(*Read);
  Of.PassedBy = Wanted.Passing ? ++Uses : 0;
  return &Of;
}

/// Makes room for one: whoever edits a program while it runs would fill its memory with what it was.
void Materializer::closePassing() {
  unsigned Count = 0;
  auto First = Open.end();
  for (auto I = Open.begin(); I != Open.end(); ++I)
    if (const uint64_t By = I->second.PassedBy) {
      ++Count;
      if (First == Open.end() || By < First->second.PassedBy)
        First = I;
    }
  if (Count >= MostPassing)
    Open.erase(First);
}

Expected<BodyFile *> Materializer::fileFor(OpenBodies &Bodies, const Request &Wanted, Tier Made) {
  std::unique_ptr<BodyFile> &Right = Wanted.Debug ? Bodies.ForDebuggers : Made == Tier::Draft ? Bodies.Drafts : Bodies.Finals;
  if (!Right) {
    Expected<std::unique_ptr<BodyFile>> Opened = BodyFile::open(Bodies.Bytes, /*Locations=*/Wanted.Debug);
    if (!Opened)
      return Opened.takeError();
    Right = std::move(*Opened);
  }
  return Right.get();
}

void Materializer::giveBack(OpenBodies &Bodies, const Request &Wanted) {
  for (std::unique_ptr<BodyFile> *File : {&Bodies.Drafts, &Bodies.Finals, &Bodies.ForDebuggers}) {
    if (!*File)
      continue;
    if (Wanted.Once)
      for (unsigned Slot : slotsOf(Wanted))
        dropBody(**File, Slot);
    if ((*File)->isWornOut()) // it is opened again when it is wanted again
      File->reset();
  }
}

/// Before the optimizer takes some of them away: what it inlined may be called by others.
static std::vector<unsigned> calleesIn(const Module &Extracted, const BodyFile &Bodies) {
  std::vector<unsigned> Result;
  for (const Function &F : Extracted)
    if (!F.isIntrinsic() && F.isDeclarationForLinker())
      if (const auto Slot = Bodies.slotOf(symbolOf(F)))
        Result.push_back(*Slot);
  return Result;
}

/// Whether it calls a function of its own file that is this one for the compiler, and any for the linker (-fno-semantic-interposition): where it is
/// inlined, and it may be, a call through the import table would lead to another.
static bool callsOwnBehindLinker(Module &Extracted, const BodyFile &Bodies) {
  return any_of(Extracted, [&](Function &F) { return F.isDeclaration() && !F.isIntrinsic() && !F.isDSOLocal() && Bodies.bodyBehind(F); });
}

Expected<Materializer::Answer> Materializer::build(OpenBodies &Bodies, const Request &Wanted) {
  const BodyIndex &Index = Bodies.Bytes->Index;
  if (Error Refused = Wanted.Begin(Index.functionName(Wanted.Slot), nullptr))
    return std::move(Refused);
  if (Wanted.Draft && levelOf(Index) != OptimizationLevel::O0) {
    if (Wanted.FinalsKept) // after an edit, most functions are what they were
      if (auto Kept = tryTo(Bodies, Wanted, Tier::Final, /*OnlyKept=*/true); !Kept || *Kept)
        return Kept ? Expected<Answer>(std::move(**Kept)) : Kept.takeError();
    auto Draft = tryTo(Bodies, Wanted, Tier::Draft, /*OnlyKept=*/false);
    if (Draft && *Draft)
      return std::move(**Draft);
    if (!Draft) // only the optimizer's work may make it possible
      consumeError(Draft.takeError());
  }
  auto Final = tryTo(Bodies, Wanted, Tier::Final, /*OnlyKept=*/false);
  return Final ? Expected<Answer>(std::move(**Final)) : Final.takeError();
}

/// What the code generator, the linker and who maps an image do for each module is most of what small functions cost.
Expected<Materializer::Answer> Materializer::buildTogether(OpenBodies &Of, const Request &Wanted) {
  if (levelOf(Of.Bytes->Index) != OptimizationLevel::O0 || Wanted.Keyed)
    return createStringError("functions are made together only where nothing is optimized or kept");
  Expected<BodyFile *> File = fileFor(Of, Wanted, Tier::Final);
  if (!File)
    return File.takeError();
  BodyFile &Bodies = **File;
  if (Error Refused = Wanted.Begin(Bodies.functionName(Wanted.Slot), nullptr))
    return std::move(Refused);
  auto Extracted = extractFunctions(Bodies, slotsOf(Wanted), {Tier::Final, Wanted.Debug, Wanted.Reloads});
  if (!Extracted)
    return Extracted.takeError();
  Expected<std::vector<char>> Image = compile(**Extracted, Bodies, Wanted, Tier::Final);
  if (!Image)
    return Image.takeError();
  return Answer{std::move(*Image), {}, false, {}};
}

/// Nothing where it cannot be a draft, or was not kept.
Expected<std::optional<Materializer::Answer>> Materializer::tryTo(OpenBodies &Of, const Request &Wanted, Tier Made, bool OnlyKept) {
  Expected<BodyFile *> File = fileFor(Of, Wanted, Made);
  if (!File)
    return File.takeError();
  BodyFile &Bodies = **File;
  Expected<std::unique_ptr<Module>> Extracted = extractFunctions(Bodies, Wanted.Slot, {Made, Wanted.Debug, Wanted.Reloads});
  if (!Extracted)
    return Extracted.takeError();
  if (Made == Tier::Draft && (!mayBeDraft(**Extracted, Bodies.fuses()) || callsOwnBehindLinker(**Extracted, Bodies)))
    return std::nullopt;
  const ContentKey Key = Wanted.Keyed ? contentKey(**Extracted, Bodies, Wanted.Debug, Made) : ContentKey{};
  if (Error Refused = Wanted.Keyed ? Wanted.Begin(Bodies.functionName(Wanted.Slot), &Key) : Error::success())
    return std::move(Refused);
  std::vector<unsigned> Callees = calleesIn(**Extracted, Bodies);
  if (auto Rebound = Wanted.Keyed ? rebindImage(Wanted.Find(Key), Bodies, Wanted.Module, Wanted.Slot) : std::nullopt)
    return Answer{std::move(*Rebound), Key, true, std::move(Callees)};
  if (OnlyKept)
    return std::nullopt;
  Expected<std::vector<char>> Image = compile(**Extracted, Bodies, Wanted, Made);
  if (!Image)
    return Image.takeError();
  return Answer{std::move(*Image), Key, false, std::move(Callees)};
}

Expected<std::vector<char>> Materializer::compile(Module &Extracted, const BodyFile &Bodies, const Request &Wanted, Tier Made) {
  Inlined Seen;
  Expected<std::unique_ptr<MemoryBuffer>> Object = CodeGenerator.compile(Extracted, Bodies.level(), Bodies.fuses(), Made, &Seen);
  if (!Object)
    return Object.takeError();
  Expected<LinkedObject> Linked = linkObject(**Object, [&](StringRef Symbol) {
    std::optional<unsigned> Import = Bodies.import(Symbol);
    return Import && Bodies.isDirect(*Import);
  });
  if (!Linked)
    return createStringError(readable(toString(Linked.takeError())));
  std::optional<DebugObject> Debug;
  if (Wanted.Debug) {
    auto Made = makeDebugObject((*Object)->getBuffer(), *Linked);
    if (!Made)
      return Made.takeError();
    Debug = std::move(*Made);
  }
  const SmallVector<unsigned> Slots = slotsOf(Wanted);
  std::vector<std::string> Inside;
  for (unsigned Slot : Slots)
    append_range(Inside, Seen.into((Bodies.functionName(Slot) + AUTOJIT_BODY_SUFFIX).str()));
  return writeImage(*Linked, Bodies, Wanted.Module, Slots, Made, Inside, Debug ? &*Debug : nullptr);
}

} // namespace autojit
