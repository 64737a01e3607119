# For tests of what happens to links, sourced: . relink.sh TOOLCHAIN FOLDER makes an empty folder with a program of three files and goes there.
toolchain=$1
rm -rf "$2" && mkdir -p "$2" && cd "$2" || exit 1
export AUTOJIT_STORE=$PWD/store AUTOJIT_LINK_LOG=$PWD/log

cat > main.c <<'EOF'
#include <stdio.h>
int part(int a);
extern int counter;
int main(void) { printf("%d %d\n", part(4), counter); return 0; }
EOF
cat > part.c <<'EOF'
int counter = 7;
static int table[] = {1, 2, 3, 4, 5, 6};
struct shape { int sides; } square = {4};
static int local(int a) { return table[a] + square.sides; }
int part(int a) { return local(a) * 10; }
EOF
echo 'int other(int a) { return a; }' > other.c

cc() { "$toolchain/bin/autojit-clang" "$@"; }

# compile FILE FLAGS: a compiler is never so fast that the linker starts within the same tick of the clock.
compile() { cc -c "$@" && sleep 0.02; }

# edit FILE SED: fails when nothing changes.
edit() { cp "$1" before && sed -i "$2" "$1" && ! cmp -s before "$1"; }

became() {
  local wanted=$1
  shift
  : > log
  "$@" && tail -n 1 log | grep -q "\"$wanted\":" || { echo "not $wanted: $*"; cat log; return 1; }
}
skipped() { became skipped "$@"; }
linked() { became linked "$@"; }

# as_linked OUTPUT COMMAND: OUTPUT is what COMMAND makes when it really links, but for its number.
as_linked() {
  local output=$1
  shift
  cp "$output" "$output.kept" && AUTOJIT_RELINK=always "$@" || return 1
  for file in "$output" "$output.kept"; do llvm-objcopy --remove-section=.note.gnu.build-id "$file" "$file.plain" || return 1; done
  cmp "$output.plain" "$output.kept.plain"
}
