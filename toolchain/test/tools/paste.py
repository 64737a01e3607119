"""paste.py SIZE -- COMMAND: runs it in a terminal, pastes SIZE letters x once it says ready, and prints how many of them it wrote."""

import os
import pty
import select
import sys

size = int(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
os.set_blocking(terminal, False)
text = b"x" * size
seen = b""
ready = False
while True:
    readable, writable, _ = select.select([terminal], [terminal] if ready and text else [], [])
    if readable:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        seen += data
        ready = ready or b"ready" in seen
    if writable:
        text = text[os.write(terminal, text[:4096]) :]
print(seen.count(b"x"), "of", size)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
