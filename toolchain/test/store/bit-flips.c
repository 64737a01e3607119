// One wrong bit anywhere in a body (header, names, bitcode) is noticed before anything of it runs.
// RUN: rm -rf %t.store
// RUN: %{autojit} %s -o %t.exe && python3 %{tools}/flip-bits.py %t.store %t.exe
int main(void) { return 0; }
