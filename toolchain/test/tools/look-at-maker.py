#!/usr/bin/env python3
"""Runs a program, and looks at the process that makes finals when it has ended: look-at-maker.py TOOLCHAIN FOLDER PROGRAM ARGUMENT...

FOLDER is the user's runtime folder. One such process works at a time: its turn is a lock on a file, which is held here while the process is looked at.
It may have nothing of the program. Then it gets its turn, and this waits for its end.
"""
import fcntl
import glob
import os
import subprocess
import sys
import time

toolchain, folder, command = sys.argv[1], sys.argv[2], sys.argv[3:]
build = subprocess.run([f"{toolchain}/bin/autojitd", "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
os.makedirs(f"{folder}/autojit", mode=0o700, exist_ok=True)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def makers():
    """Those that wait for their turn have done all that they do before."""
    for process in glob.glob("/proc/[0-9]*"):
        if b"--finals" in read(f"{process}/cmdline").split(b"\0") and f"XDG_RUNTIME_DIR={folder}".encode() in read(f"{process}/environ").split(b"\0"):
            yield process


def wait_for(condition, what):
    end = time.monotonic() + 300
    while not (result := condition()):
        if time.monotonic() > end:
            sys.exit(f"{what}: for five minutes, that was not so")
        time.sleep(0.02)
    return result


def files_of(process):
    result = {}
    for path in glob.glob(f"{process}/fd/*"):
        try:
            result[int(os.path.basename(path))] = os.readlink(path)
        except OSError:
            pass
    return result


def status(process, name):
    return next(line.split()[1] for line in read(f"{process}/status").decode().splitlines() if line.startswith(f"{name}:"))


lock = os.open(f"{folder}/autojit/{build}.finals", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
fcntl.flock(lock, fcntl.LOCK_EX)
# Its output is read to its end, so whoever has it open makes this wait for ever.
program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
output = program.communicate(timeout=600)[0].decode()
print(output, end="")
process = wait_for(lambda: next(makers(), None), "a process makes finals")
pid = int(os.path.basename(process))
wait_for(lambda: any(name.endswith(".finals") for name in files_of(process).values()), "it waits for its turn")

files = files_of(process)
own = ("/dev/null", "/memfd:autojit-finals", f"{folder}/autojit/{build}.finals", ".log")
strange = {number: name for number, name in files.items() if not any(part in name for part in own)}
assert not strange, f"it has other files: {strange}"
assert all(files.get(number) == "/dev/null" for number in range(3)), files
assert os.readlink(f"{process}/cwd") == "/"
assert os.getsid(pid) != os.getsid(0), "it is in our session"
assert int(status(process, "PPid")) not in (program.pid, os.getpid()), "it is our child"
assert b"LOOKED_AT=1" not in read(f"{process}/environ").split(b"\0"), "it has the program's environment"
assert os.sched_getscheduler(pid) == os.SCHED_IDLE and os.getpriority(os.PRIO_PROCESS, pid) == 19, "it is as important as others"

os.close(lock)
wait_for(lambda: not next(makers(), None), "it has made what it was asked for")
