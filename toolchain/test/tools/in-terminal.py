"""in-terminal.py [--input TEXT [--when FILE]] -- COMMAND: runs it in a terminal of 100 columns and 30 lines; prints what it wrote and exits as it does.

TEXT is typed once FILE is there, or, without one, once COMMAND has asked with a question mark."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

at = sys.argv.index("--")
options = dict(zip(sys.argv[1:at:2], sys.argv[2:at:2]))
text = options.get("--input", "").encode().decode("unicode_escape").encode()
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[at + 1], sys.argv[at + 1 :])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
asked = False
while True:
    # Whoever reads says so first: what is typed before a terminal is set up is echoed twice.
    if text and (os.path.exists(options["--when"]) if "--when" in options else asked):
        os.write(terminal, text)
        text = b""
    if not select.select([terminal], [], [], 0.02 if text else None)[0]:
        continue
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    asked = asked or b"?" in data
    sys.stdout.buffer.write(data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
