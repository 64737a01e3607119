"""takes-late.py SIZE: a program that writes more than a terminal holds before it takes what was pasted, all SIZE bytes of it."""

import os
import sys
import time
import tty

tty.setraw(0)
print("ready", flush=True)
missing = int(sys.argv[1]) - len(os.read(0, 1))
time.sleep(1)  # what was pasted waits for us by now
os.write(1, b"." * 400000)
while missing > 0:
    missing -= len(os.read(0, 65536))
os.write(1, b"x" * 10)
