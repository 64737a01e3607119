"""usage: patch-record.py PROGRAM OFFSET VALUE: writes a 32-bit number into the first module record of a linked program."""

import struct
import sys

path, offset, value = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open(path, "r+b") as program:
    content = program.read()
    record = content.find(b"AJM1\x02\0\0\0")
    assert record >= 0, "the program has no record"
    program.seek(record + offset)
    program.write(struct.pack("<I", value))
