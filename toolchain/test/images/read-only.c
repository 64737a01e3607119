// From a store that cannot be written, images are kept in the user's own.
// RUN: rm -rf %t.store %t.cache && %{autojit} %s -o %t.exe && chmod -R a-w %t.store
// REQUIRES: mounts
// RUN: unshare --mount sh -c 'mount --bind %t.store %t.store && mount -o remount,bind,ro %t.store && env XDG_CACHE_HOME=%t.cache %t.exe' && chmod -R u+w %t.store
// RUN: test ! -e %t.store/images && ls %t.cache/autojit/store/images | count 1
int main(void) { return 0; }
