#include "Arguments.h"

#include "autojit/build-id.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Config/llvm-config.h"

#include <cstdio>
#include <cstdlib>
#include <getopt.h>

using namespace llvm;

namespace autojit {
namespace {

constexpr int WrongUsage = 2;

constexpr const char *Usage = R"(usage: autojitd [OPTION…]

Makes functions for programs that were built with AutoJIT. Goes to the background, unless it is told otherwise; ends when nobody needs it.
  --foreground      stay in the foreground (for a service manager)
  --idle SECONDS    end after so many seconds without a question (default 600; 0: never)
  --jobs N          threads for what programs wait for (default: one for each processor)
  --socket PATH     listen there instead of the place where this user's programs look
  --ready FD        write a byte to this file descriptor and close it once it listens: 1, or p when it serves only its starter
  --starter PID     this program starts it: take nothing of it that its user's other programs have not
  --finals FD       listen nowhere: make the code that this file asks for, when nobody else needs the processor, and end
  --version         print the version and what programs know it by
)";

[[noreturn]] void refuse(const std::string &Why) {
  std::fprintf(stderr, "autojitd: %s\n", Why.c_str());
  std::exit(WrongUsage);
}

unsigned numberFrom(const char *Option, const char *Text, unsigned Least) {
  unsigned Value;
  if (StringRef(Text).getAsInteger(10, Value) || Value < Least)
    refuse(std::string("--") + Option + " wants a whole number from " + std::to_string(Least) + ", not '" + Text + "'");
  return Value;
}

/// Only ever written by forSuccessor.
Adopted adoptedFrom(StringRef Text) {
  Adopted Result;
  for (int *Part : {&Result.Listening, &Result.Lock, &Result.Refused}) {
    StringRef Number;
    std::tie(Number, Text) = Text.split(',');
    if (Number.getAsInteger(10, *Part))
      refuse("--adopt is for autojitd itself");
  }
  return Result;
}

} // namespace

std::vector<std::string> Arguments::forSuccessor(const Adopted &Left) const {
  return {"autojitd",
          "--foreground",
          "--idle",
          std::to_string(Idle),
          "--jobs",
          std::to_string(Jobs),
          "--socket",
          SocketPath,
          Private ? "--private" : "--shared",
          "--starter",
          std::to_string(Starter),
          "--adopt",
          std::to_string(Left.Listening) + "," + std::to_string(Left.Lock) + "," + std::to_string(Left.Refused)};
}

Arguments parseArguments(int Count, char **Values) {
  static const option Options[] = {{"foreground", no_argument, nullptr, 'f'},
                                   {"idle", required_argument, nullptr, 'i'},
                                   {"jobs", required_argument, nullptr, 'j'},
                                   {"socket", required_argument, nullptr, 's'},
                                   {"ready", required_argument, nullptr, 'r'},
                                   {"version", no_argument, nullptr, 'v'},
                                   {"help", no_argument, nullptr, 'h'},
                                   {"starter", required_argument, nullptr, 't'},
                                   {"adopt", required_argument, nullptr, 'a'},
                                   {"finals", required_argument, nullptr, 'F'},
                                   {"private", no_argument, nullptr, 'p'},
                                   {"shared", no_argument, nullptr, 'P'},
                                   {nullptr, 0, nullptr, 0}};
  Arguments Result;
  for (int Option; (Option = ::getopt_long(Count, Values, "", Options, nullptr)) != -1;) {
    switch (Option) {
    case 'f':
      Result.Foreground = true;
      break;
    case 'i':
      Result.Idle = numberFrom("idle", optarg, 0);
      break;
    case 'j':
      Result.Jobs = numberFrom("jobs", optarg, 1);
      break;
    case 's':
      Result.SocketPath = optarg;
      break;
    case 'r':
      Result.Ready = static_cast<int>(numberFrom("ready", optarg, 0));
      break;
    case 't':
      Result.Starter = static_cast<pid_t>(numberFrom("starter", optarg, 0));
      break;
    case 'F':
      Result.Finals = static_cast<int>(numberFrom("finals", optarg, 0));
      break;
    case 'a':
      Result.From = adoptedFrom(optarg);
      break;
    case 'p':
    case 'P':
      Result.Private = Option == 'p';
      break;
    case 'v':
      std::printf("autojitd " AUTOJIT_VERSION ", LLVM " LLVM_VERSION_STRING ", build " AUTOJIT_BUILD_ID "\n");
      std::exit(0);
    case 'h':
      std::fputs(Usage, stdout);
      std::exit(0);
    default:
      std::exit(WrongUsage); // getopt said why
    }
  }
  if (optind < Count)
    refuse(std::string("what is '") + Values[optind] + "'? See --help");
  return Result;
}

} // namespace autojit
