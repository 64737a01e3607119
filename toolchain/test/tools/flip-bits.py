"""usage: flip-bits.py STORE PROGRAM: flips one bit of the only body in the store, runs the program, puts the bit back; at many places.

Fails unless each run ends by SIGABRT with one line that says the body file is to blame.
"""

import pathlib
import signal
import subprocess
import sys

store, program = sys.argv[1:]
(body,) = pathlib.Path(store).glob("modules/*/*.body")
good = body.read_bytes()
HEADER = 40
strings = int.from_bytes(good[20:24], "little")
bitcode = int.from_bytes(good[28:32], "little")
places = [*range(0, HEADER, 4), HEADER, strings, bitcode - 1, bitcode, (bitcode + len(good)) // 2, len(good) - 1]
for place in places:
    for bit in (0, 7):
        bad = bytearray(good)
        bad[place] ^= 1 << bit
        body.write_bytes(bad)
        run = subprocess.run([program], capture_output=True, text=True, timeout=30)
        lines = run.stderr.splitlines()
        if any("ASan is ignoring" in line for line in lines):  # it does not know the stack that the runtime speaks from
            lines = [line for line in lines if line.startswith("autojit: ")]
        assert run.returncode == -signal.SIGABRT, f"bit {bit} of byte {place}: the program ended with {run.returncode}"
        assert len(lines) == 1 and "its body file " in lines[0], f"bit {bit} of byte {place}: {run.stderr}"
body.write_bytes(good)
assert subprocess.run([program]).returncode == 0
