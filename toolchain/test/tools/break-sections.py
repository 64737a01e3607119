"""usage: break-sections.py PROGRAM PREFIX: copies of an ELF file, PREFIX.NAME each, whose section headers lead nowhere in one way each."""

import shutil
import struct
import sys

SECTION = 64  # bytes of a header
FAR = 2**64 - 8
path, prefix = sys.argv[1:]
content = open(path, "rb").read()
headers, = struct.unpack_from("<Q", content, 0x28)
count, = struct.unpack_from("<H", content, 0x3C)


def write(name, place, form, value):
    copy = bytearray(content)
    struct.pack_into(form, copy, place, value)
    shutil.copy(path, f"{prefix}.{name}")  # with its mode
    open(f"{prefix}.{name}", "wb").write(copy)


write("far", 0x28, "<Q", FAR)
write("end", 0x28, "<Q", len(content) - 8)
write("many", 0x3C, "<H", 0xFFFF)
write("none", 0x3C, "<H", 0)
SYMBOLS = 2  # a kind of section
for number in range(count):
    start = headers + number * SECTION
    kind, = struct.unpack_from("<I", content, start + 4)
    if kind != SYMBOLS:
        continue
    write("texts", start + 0x28, "<I", 0xFFFFFFFF)
    link, = struct.unpack_from("<I", content, start + 0x28)
    for name, table in (("symbols", start), ("texts", headers + link * SECTION)):
        write(f"{name}-offset", table + 0x18, "<Q", FAR)
        write(f"{name}-size", table + 0x20, "<Q", FAR)
