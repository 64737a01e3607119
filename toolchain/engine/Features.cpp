#include "Features.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace autojit {
namespace {

constexpr StringRef Attribute = "target-features";

std::string withoutForgotten(StringRef Features, const MCSubtargetInfo &Known) {
  SmallVector<StringRef, 64> Kept;
  for (StringRef Feature : split(Features, ','))
    if (!Feature.starts_with("-") ||
        is_contained(map_range(Known.getAllProcessorFeatures(), [](const auto &F) { return StringRef(F.Key); }), Feature.drop_front()))
      Kept.push_back(Feature);
  return join(Kept, ",");
}

} // namespace

void dropForgottenFeatures(Module &M, const MCSubtargetInfo &Known) {
  StringMap<std::string> Seen; // the functions of a module mostly have the same
  for (Function &F : M) {
    if (F.isDeclaration() || !F.hasFnAttribute(Attribute))
      continue;
    const StringRef Features = F.getFnAttribute(Attribute).getValueAsString();
    auto [Place, IsNew] = Seen.try_emplace(Features);
    if (IsNew)
      Place->second = withoutForgotten(Features, Known);
    if (Place->second != Features)
      F.addFnAttr(Attribute, Place->second);
  }
}

} // namespace autojit
