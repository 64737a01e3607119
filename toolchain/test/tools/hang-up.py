"""hang-up.py FILE -- COMMAND: runs it in a terminal; takes that away when FILE is there. Exits as COMMAND does."""

import os
import pty
import signal
import sys
import time

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
while not os.path.exists(sys.argv[1]) or os.path.getsize(sys.argv[1]) == 0:
    time.sleep(0.05)
os.kill(pid, signal.SIGHUP)
os.close(terminal)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(code if code < 128 else 0)
