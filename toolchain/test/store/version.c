// A body file or a module record of another version is refused by its version.
// RUN: rm -rf %t.store && %{autojit} %s -o %t.exe && cp %t.exe %t.record && python3 %{tools}/patch-record.py %t.record 4 1
// RUN: not --crash %t.record 2>&1 | FileCheck --check-prefix=RECORD %s
// RUN: python3 -c "import glob; p = glob.glob('%t.store/modules/*/*.body')[0]; b = bytearray(open(p, 'rb').read()); b[4] = 2; open(p, 'wb').write(b)"
// RUN: not --crash %t.exe 2>&1 | FileCheck --check-prefix=BODY %s
// RECORD: built by another AutoJIT version; rebuild and relink
// BODY: its body file has version 2, this engine reads version 1; rebuild with the AutoJIT that runs it
int main(void) { return 0; }
