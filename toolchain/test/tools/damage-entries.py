"""usage: damage-entries.py ENTRIES TOOL... PROGRAM: damages entries in every way and offers them to the tool, which must refuse what was damaged and keep the rest."""

import re
import struct
import subprocess
import sys

entries_file, *tool, program = sys.argv[1:]
sound = open(entries_file, "rb").read()
MASK = 0xFFFFFFFF
HEAD, CODE_RANGE = 64, 16


def checksum(entry):
    words = list(struct.unpack(f"<{len(entry) // 4}I", entry))
    words[2] = words[3] = 0
    sums = list(range(1, 9))
    for at, word in enumerate(words):
        value = (sums[at % 8] ^ word) * 0x9E3779B1 & MASK
        sums[at % 8] = value ^ value >> 15
    first = second = len(words)
    for lane in sums:
        first = (first ^ lane) * 0x85EBCA6B & MASK
        first ^= first >> 13
        second = (second ^ lane) * 0xC2B2AE35 & MASK
        second ^= second >> 16
    return struct.pack("<II", first, second)


def offer(what, content):
    result = subprocess.run([*tool, "--entries", program], input=content, capture_output=True, timeout=60)
    counts = re.match(rb"(\d+) kept, (\d+) there before, (\d+) refused\n", result.stdout)
    if result.returncode not in (0, 1) or not counts:
        sys.exit(f"{what}: exit {result.returncode}, {result.stdout!r}, {result.stderr!r}")
    return [int(count) for count in counts.groups()]


size = struct.unpack_from("<I", sound)[0]
first, rest = sound[:size], sound[size:]
if checksum(first) != first[8:16]:
    sys.exit("the checksum here is not the runtime's")
code_offset, code_size = struct.unpack_from("<II", first, HEAD + CODE_RANGE)
for at in list(range(4, HEAD + 136)) + list(range(HEAD + 136, size, 13)):
    wrong = first[:at] + bytes([first[at] ^ 1 << at % 8]) + first[at + 1 :]
    kept, _, refused = offer(f"bit flipped at {at}", wrong)
    if kept or not refused:
        sys.exit(f"bit flipped at {at}: kept")
    # Its checksum put right, it is somebody who lies. Code is what its maker says; every number around it must make sense.
    if code_offset <= at - HEAD < code_offset + code_size:
        continue
    offer(f"lies at {at}", wrong[:8] + checksum(wrong) + wrong[16:])
for field in range(4, 136, 4):
    for value in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
        wrong = bytearray(first)
        struct.pack_into("<I", wrong, HEAD + field, value)
        wrong[8:16] = checksum(bytes(wrong))
        offer(f"{value:x} at {field}", bytes(wrong))
# What was damaged did no harm to what stands behind it.
if offer("the rest", rest)[2]:
    sys.exit("the rest was refused")
