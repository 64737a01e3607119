# usage: same.sh TOOLCHAIN TEMPORARY SOURCE [flags]: one source, built as usual and with AutoJIT, must behave the same,
# at compile time too.
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
# The compiler says what the regular one says: a processor or a library may be reason for a warning on one machine and not on another.
$regular "$source" -o "$out.exe" "$@" 2>"$out.regular.messages"
mv "$out.exe" "$out.regular"
AUTOJIT_STORE=$out.store $autojit "$source" -o "$out.exe" "$@" 2>"$out.autojit.messages"
mv "$out.exe" "$out.autojit"
diff "$out.regular.messages" "$out.autojit.messages" || { echo "the compiler did not say what the regular one says" && exit 1; }
status() { "$@" && echo "exit 0" || echo "exit $?"; }
status "$out.regular" >"$out.expected" 2>&1
# Cold, and from the images that the first run kept.
for run in cold warm; do
  status "$out.autojit" >"$out.$run" 2>&1
  diff "$out.expected" "$out.$run"
done
