#include "Messages.h"

using namespace llvm;

namespace autojit {

void MessageStream::push(ArrayRef<char> More) {
  Bytes.erase(Bytes.begin(), Bytes.begin() + static_cast<ptrdiff_t>(Read));
  Read = 0;
  Bytes.insert(Bytes.end(), More.begin(), More.end());
}

ArrayRef<char> MessageStream::next(bool &Garbage) {
  autojit_message Head;
  Garbage = false;
  const ArrayRef<char> Rest = ArrayRef(Bytes).drop_front(Read);
  if (!readAs(Rest, Head))
    return {};
  Garbage = Head.size < sizeof Head || Head.size > AUTOJIT_LONGEST_QUESTION;
  if (Garbage || Rest.size() < Head.size)
    return {};
  Read += Head.size;
  return Rest.take_front(Head.size);
}

std::optional<AskedQuestion> readQuestion(ArrayRef<char> Message) {
  AskedQuestion Result;
  if (!readAs(Message, Result.Fixed))
    return std::nullopt;
  const ArrayRef<char> Texts = Message.drop_front(sizeof Result.Fixed);
  if (Texts.size() != size_t(Result.Fixed.body_length) + Result.Fixed.log_length)
    return std::nullopt;
  Result.BodyPath.assign(Texts.begin(), Texts.begin() + Result.Fixed.body_length);
  Result.LogPath.assign(Texts.begin() + Result.Fixed.body_length, Texts.end());
  // Paths are absolute, and end where they end.
  for (const std::string *Path : {&Result.BodyPath, &Result.LogPath})
    if (!Path->empty() && (Path->front() != '/' || Path->find('\0') != std::string::npos))
      return std::nullopt;
  return Result;
}

} // namespace autojit
