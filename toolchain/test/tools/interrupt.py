"""interrupt.py TRACE PROGRAM: sends SIGINT when the program's second function is being made; says how many were begun and ended, and how it ended."""
import os
import signal
import subprocess
import sys
import time

trace, program = sys.argv[1:]
if os.path.exists(trace):
    os.remove(trace)


def events(name):
    with open(trace, encoding="utf-8") as file:
        return file.read().count(f'"event":"{name}"')


process = subprocess.Popen(
    [program], env={**os.environ, "AUTOJIT_TRACE": trace}, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
)
while process.poll() is None and not (os.path.exists(trace) and events("materializing") == 2):
    time.sleep(0.001)
process.send_signal(signal.SIGINT)
status = process.wait()
ended = f"signal {-status}" if status < 0 else f"status {status}"
print(f"begun: {events('materializing') - events('materialized')} more than ended; {ended}")
