// When a program's images are kept for the first time, those that were not used for the longest time give way if there are too many.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && mkdir -m 700 %t.store/images
// RUN: truncate -s 600K %t.store/images/old.log && truncate -s 600K %t.store/images/older.log && touch -d yesterday %t.store/images/old.log && touch -d '2 days ago' %t.store/images/older.log
// RUN: env AUTOJIT_IMAGES_LIMIT=1 %t.exe && test -e %t.store/images/old.log && test ! -e %t.store/images/older.log && ls %t.store/images | count 2
int main(void) { return 0; }
