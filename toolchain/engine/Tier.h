#ifndef AUTOJIT_ENGINE_TIER_H
#define AUTOJIT_ENGINE_TIER_H

namespace autojit {

/// How much is made of a function: a draft, in a fraction of the time, or what its module's level says.
enum class Tier { Draft, Final };

} // namespace autojit

#endif
