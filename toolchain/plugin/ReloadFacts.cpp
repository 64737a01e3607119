#include "ReloadFacts.h"

#include "ContentDigest.h"
#include "SourceNames.h"
#include "TravellingConstants.h"
#include "TypeLayouts.h"
#include "autojit/Symbols.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace autojit {
namespace {

/// A source may hold any bytes in a name.
std::string valid(StringRef Text) { return json::isUTF8(Text) ? Text.str() : json::fixUTF8(Text); }

/// `point` of `%struct.point.3`: what a function reaches into.
std::vector<std::string> typesIn(const Function &F) {
  std::vector<std::string> Result;
  for (const Instruction &I : instructions(F)) {
    const auto *Address = dyn_cast<GetElementPtrInst>(&I);
    const auto *Struct = Address ? dyn_cast<StructType>(Address->getSourceElementType()) : nullptr;
    if (!Struct || !Struct->hasName())
      continue;
    StringRef Name = Struct->getName();
    if (!Name.consume_front("struct.") && !Name.consume_front("class.") && !Name.consume_front("union."))
      continue;
    if (const auto [Start, Number] = Name.rsplit('.'); !Number.empty() && all_of(Number, isDigit))
      Name = Start;
    if (!is_contained(Result, Name))
      Result.push_back(Name.str());
  }
  return Result;
}

class Writer {
public:
  Writer(Module &M, raw_ostream &Stream) : M(M), Out(Stream) {}

  void write(const Classification &Functions) {
    Out.object([&] {
      Out.attribute("format", "autojit-facts");
      Out.attribute("version", 1);
      Out.attribute("types", !M.debug_compile_units().empty());
      Out.attributeArray("functions", [&] {
        for (const auto &[F, Reason] : Functions)
          function(*F, Reason ? std::optional<StringRef>(Reason->Text) : std::nullopt);
        for (const Function &F : M)
          if (F.hasAvailableExternallyLinkage() && !F.isDeclaration())
            function(F, std::nullopt, /*OnlyInlined=*/true);
      });
      FunctionSet Lazy;
      for (const auto &[F, Reason] : Functions)
        if (!Reason)
          Lazy.insert(F);
      const ConstantSet Travelling = findTravellingConstants(M, Lazy);
      Out.attributeArray("variables", [&] {
        for (const GlobalVariable &V : M.globals())
          if (!V.isDeclaration() && !V.getName().starts_with("llvm.") && !Travelling.contains(&V))
            variable(V);
      });
      Out.attributeArray("layouts", [&] {
        for (const auto &[Name, Layout] : typeLayouts(M))
          layout(Name, Layout);
      });
    });
  }

private:
  void function(const Function &F, std::optional<StringRef> Eager, bool OnlyInlined = false) {
    Out.object([&] {
      Out.attribute("name", valid(symbolOf(F)));
      Out.attribute("digest", Digests.of(F));
      if (Eager)
        Out.attribute("eager", *Eager);
      if (OnlyInlined)
        Out.attribute("inline", true);
      std::string Type;
      raw_string_ostream(Type) << *F.getFunctionType();
      Out.attribute("type", Type);
      if (F.hasAddressTaken(nullptr, /*IgnoreCallbackUses=*/false, /*IgnoreAssumeLikeCalls=*/true, /*IgnoreLLVMUsed=*/true))
        Out.attribute("addressTaken", true);
      if (F.hasLocalLinkage())
        Out.attribute("local", true);
      if (F.hasFnAttribute(Attribute::AlwaysInline))
        Out.attribute("always", true);
      Out.attribute("instructions", F.getInstructionCount());
      uses();
      if (std::vector<std::string> Types = typesIn(F); !Types.empty())
        Out.attributeArray("types", [&] {
          for (const std::string &Name : Types)
            Out.value(valid(Name));
        });
    });
  }

  /// Of the last digest.
  void uses() {
    if (!Digests.named().empty())
      Out.attributeArray("uses", [&] {
        for (const GlobalValue *GV : Digests.named())
          Out.value(valid(symbolOf(*GV)));
      });
  }

  void variable(const GlobalVariable &V) {
    SmallVector<DIGlobalVariableExpression *, 1> Described;
    V.getDebugInfo(Described);
    Out.object([&] {
      Out.attribute("name", valid(symbolOf(V)));
      if (const std::string Display = displayName(symbolOf(V), M); Display != symbolOf(V))
        Out.attribute("display", valid(Display));
      Out.attribute("value", Digests.of(V));
      uses();
      std::string Type;
      if (!Described.empty())
        Type = describeType(Described.front()->getVariable()->getType());
      else
        raw_string_ostream(Type) << *V.getValueType();
      Out.attribute("type", valid(Type));
      Out.attribute("size", static_cast<int64_t>(M.getDataLayout().getTypeAllocSize(V.getValueType()).getFixedValue()));
      if (V.isConstant())
        Out.attribute("constant", true);
      if (holdsAddress(*V.getInitializer()))
        Out.attribute("addresses", true);
      if (isNumbered(V))
        Out.attribute("numbered", true);
      if (V.hasLocalLinkage())
        Out.attribute("local", true);
      if (V.isThreadLocal())
        Out.attribute("threadLocal", true);
    });
  }

  void layout(StringRef Name, const TypeLayout &Layout) {
    Out.object([&] {
      Out.attribute("name", valid(Name));
      Out.attribute("size", static_cast<int64_t>(Layout.Size));
      if (Layout.IsEnumeration)
        Out.attribute("enumeration", true);
      Out.attributeArray("parts", [&] {
        for (const TypeLayout::Part &Part : Layout.Parts) {
          Out.value(valid(Part.Name));
          Out.value(std::to_string(Part.Place));
          Out.value(valid(Part.Type));
        }
      });
    });
  }

  Module &M;
  json::OStream Out;
  ContentDigests Digests;
};

} // namespace

std::string reloadFacts(Module &M, const Classification &Functions) {
  std::string Text;
  raw_string_ostream Stream(Text);
  Writer(M, Stream).write(Functions);
  return Text;
}

void noteFacts(Module &Bodies, StringRef Facts) {
  LLVMContext &Context = Bodies.getContext();
  const std::string Hash = toHex(BLAKE3::hash<16>(arrayRefFromStringRef(Facts)), /*LowerCase=*/true);
  Bodies.getOrInsertNamedMetadata("autojit.facts")->addOperand(MDNode::get(Context, MDString::get(Context, Hash)));
}

} // namespace autojit
