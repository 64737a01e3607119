# usage: says-same.sh TOOLCHAIN TEMPORARY SOURCE [flags]: compiled as usual and with AutoJIT, a source has the same outcome and the same messages.
set -eu
toolchain=$1 out=$2 source=$3
shift 3
rm -rf "$out.store"
case $source in
*.cpp) regular=clang++-${LLVM:-22} autojit=$toolchain/bin/autojit-clang++ ;;
*) regular=clang-${LLVM:-22} autojit=$toolchain/bin/autojit-clang ;;
esac
# The name of the object is the same for both: it is in the names of what is written beside it.
says() {
  local kind=$1
  shift
  rm -rf "$out.says.$kind" && mkdir "$out.says.$kind"
  (cd "$out.says.$kind" && { "$@" -c "$source" -o "$(basename "$source").o" && echo "exit 0" || echo "exit $?"; }) >"$out.$kind.said" 2>&1
}
says regular "$regular" "$@"
AUTOJIT_STORE=$out.store says autojit "$autojit" "$@"
diff "$out.regular.said" "$out.autojit.said"
# What is written beside the object, a record of optimizations for one, too.
diff -r --exclude='*.o' "$out.says.regular" "$out.says.autojit"
cat "$out.autojit.said"
