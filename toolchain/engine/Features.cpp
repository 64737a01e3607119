#include "Features.h"

#include "autojit/Features.h"

#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr StringRef Attribute = "target-features";

std::string withoutUnknown(StringRef Features, const MCSubtargetInfo &Known) {
  SmallVector<StringRef, 64> Kept;
  for (StringRef Feature : split(Features, ','))
    if (is_contained(map_range(Known.getAllProcessorFeatures(), [](const auto &F) { return StringRef(F.Key); }), Feature.drop_front()))
      Kept.push_back(Feature);
  return join(Kept, ",");
}

} // namespace

Error dropUnknownFeatures(Module &M, const MCSubtargetInfo &Known) {
  StringMap<std::string> Seen; // the functions of a module mostly have the same
  for (Function &F : M) {
    if (F.isDeclaration() || !F.hasFnAttribute(Attribute))
      continue;
    const StringRef Features = F.getFnAttribute(Attribute).getValueAsString();
    auto [Place, IsNew] = Seen.try_emplace(Features);
    if (IsNew) {
      if (isBeyondEngine(Features))
        return createStringError("it is made for a processor without 512-bit registers, which this LLVM cannot keep to; compile its file again");
      Place->second = withoutUnknown(Features, Known);
    }
    if (Place->second != Features)
      F.addFnAttr(Attribute, Place->second);
  }
  return Error::success();
}

} // namespace autojit
