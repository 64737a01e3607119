# usage: same.sh TOOLCHAIN TEMPORARY SOURCE [flags]: one source, built as usual and with AutoJIT, must behave the same.
set -eu
toolchain=$1 out=$2 source=$3
shift 3
# The way in which the whole suite links (lit --param link=static).
set -- "$@" ${AUTOJIT_TEST_LINK-}
rm -rf "$out.store"
case $source in
*.cpp) regular=clang++-${LLVM:-22} autojit=$toolchain/bin/autojit-clang++ ;;
*) regular=clang-${LLVM:-22} autojit=$toolchain/bin/autojit-clang ;;
esac
$regular "$source" -o "$out.regular" "$@"
AUTOJIT_STORE=$out.store $autojit "$source" -o "$out.autojit" "$@" 2>"$out.messages"
if [ -s "$out.messages" ]; then
  echo "the compiler was not silent:" && cat "$out.messages" && exit 1
fi
status() { "$@" && echo "exit 0" || echo "exit $?"; }
status "$out.regular" >"$out.expected" 2>&1
# Cold, and from the images that the first run kept.
for run in cold warm; do
  status "$out.autojit" >"$out.$run" 2>&1
  diff "$out.expected" "$out.$run"
done
