"""when-reading.py FILE TEXT -- COMMAND: runs it in a terminal, types TEXT once FILE is there, and prints what it wrote. Exits as COMMAND does."""

import os
import pty
import select
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[4], sys.argv[4:])
text = sys.argv[2].encode().decode("unicode_escape").encode()
while True:
    if text and os.path.exists(sys.argv[1]):
        os.write(terminal, text)
        text = b""
    if not select.select([terminal], [], [], 0.02)[0]:
        continue
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    sys.stdout.buffer.write(data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
