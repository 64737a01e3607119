// Manifests are for people and tools: a program runs without them.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && rm %t.store/modules/*/*.json && %t.exe
int main(void) { return 0; }
