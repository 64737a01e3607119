"""in-terminal.py [--input TEXT] -- COMMAND: runs it in a terminal of 100 columns and 30 lines; prints what it wrote and exits as it does."""

import fcntl
import os
import pty
import struct
import sys
import termios

at = sys.argv.index("--")
text = sys.argv[2].encode().decode("unicode_escape").encode() if sys.argv[1] == "--input" else b""
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[at + 1], sys.argv[at + 1 :])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
sent = False
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    sys.stdout.buffer.write(data)
    # Whoever reads says so first: what is typed before a terminal is set up is echoed twice.
    if not sent and text and b"?" in data:
        os.write(terminal, text)
        sent = True
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
