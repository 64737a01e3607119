#!/usr/bin/env python3
"""Talks to the daemon in $XDG_RUNTIME_DIR as a program or as one who looks after it: daemon-peer.py WAY [ARGUMENT...]

late-subscriber   Asks 3,000 questions whose answers are long, subscribes, takes nothing until the daemon has been asked something else, then takes all:
                  prints how many events came, and whether those of a later question came too
busy              Waits until a thread of the daemon makes something that takes long, and prints its number
crash SIGNAL      The same, then sends that thread a signal
ahead N           Waits until N functions have been made that nobody asked for
shares            Compares what the daemon of all of the user's programs has with what this process has: limits, priority, processors, signals
cut-log BODY LOG  Asks for a function of a module, with an image log that it then cuts short, and for the others: prints how many came
"""
import ctypes
import glob
import json
import os
import resource
import socket
import struct
import sys
import time

MATERIALIZE, STATUS, SUBSCRIBE, IMAGE, FAILED, WORKING, TEXT = 2, 4, 6, 16, 17, 18, 19
# Not one that serves a single program.
path = next(p for p in glob.glob(os.environ["XDG_RUNTIME_DIR"] + "/autojit/*.sock") if "-" not in os.path.basename(p))
build = os.path.basename(path)[:32]


def receive(peer, size):
    data = bytearray()
    while len(data) < size:
        more = peer.recv(size - len(data))
        if not more:
            raise EOFError("the daemon closed the connection")
        data += more
    return bytes(data)


def message(peer):
    while True:
        size, kind = struct.unpack("<II", receive(peer, 8))
        body = receive(peer, size - 8)
        if kind != WORKING:
            return kind, body


def connect():
    peer = socket.socket(socket.AF_UNIX)
    peer.connect(path)
    peer.sendall(struct.pack("<IIII32s", 48, 1, 0x31444A41, 2, build.encode()))
    receive(peer, 48)
    return peer


def ask(peer, body, module=bytes(32), slot=0, log=b""):
    fixed = struct.pack("<32sII32sIHH", module, slot, 0, bytes(32), 0, len(body), len(log))
    peer.sendall(struct.pack("<II", 8 + len(fixed) + len(body) + len(log), MATERIALIZE) + fixed + body + log)
    kind, _ = message(peer)
    return kind


def status():
    peer = connect()
    peer.sendall(struct.pack("<II", 8, STATUS))
    return json.loads(message(peer)[1])


def late_subscriber():
    program, subscriber = connect(), connect()
    body = b"/" + b"n" * 15000
    # A name that is too long for a file: so is the reason, and its event.
    for _ in range(3000):
        assert ask(program, body) == FAILED
    subscriber.sendall(struct.pack("<II", 8, SUBSCRIBE))
    ask(program, b"/last")
    status()
    count = 0
    while True:
        kind, text = message(subscriber)
        assert kind == TEXT
        event = json.loads(text)["event"]
        count += event["event"] == "failed"
        if event["event"] == "failed" and "/last" in event["reason"]:
            break
    print(f"{count} events, the last one of them later")


def processor_time(task):
    with open(f"{task}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def busy():
    daemon = status()["pid"]
    for _ in range(3000):
        tasks = [task for task in glob.glob(f"/proc/{daemon}/task/*") if not task.endswith(f"/{daemon}")]
        for task in tasks:
            if processor_time(task) > 5:
                return int(os.path.basename(task))
        time.sleep(0.01)
    sys.exit("nothing takes long")


def crash(signal):
    tgkill = 234
    assert ctypes.CDLL(None).syscall(tgkill, status()["pid"], busy(), int(signal)) == 0


def ahead(count):
    for _ in range(3000):
        if status()["ahead"] >= int(count):
            return
        time.sleep(0.01)
    sys.exit(f"not made ahead: {status()}")


def ignored(pid):
    with open(f"/proc/{pid}/status") as file:
        lines = dict(line.split(":", 1) for line in file)
    return {key: int(lines[key], 16) for key in ("SigBlk", "SigIgn")}


def shares():
    pid = status()["pid"]
    for name in ("CPU", "AS", "DATA", "FSIZE", "NOFILE", "NPROC"):
        which = getattr(resource, "RLIMIT_" + name)
        soft, hard = resource.prlimit(pid, which)
        ours = resource.getrlimit(which)[1]
        assert hard == ours and soft == ours, f"{name}: {soft}, {hard} instead of {ours}"
    assert os.getpriority(os.PRIO_PROCESS, pid) == max(0, os.getpriority(os.PRIO_PROCESS, os.getsid(0)))  # tests may be niced
    assert os.sched_getaffinity(pid) == os.sched_getaffinity(0)
    assert os.sched_getscheduler(pid) == os.sched_getscheduler(0)
    assert os.readlink(f"/proc/{pid}/cwd") == "/"
    usr2 = 1 << 11
    assert not any(mask & usr2 for mask in ignored(pid).values())
    print("all that its user has")


def cut_log(body, log):
    module = bytes.fromhex(os.path.basename(body).split(".")[0])
    peer = connect()
    where = os.path.abspath(body).encode(), os.path.abspath(log).encode()
    came = [ask(peer, where[0], module, 0, where[1])]
    os.truncate(log, 100)
    came += [ask(peer, where[0], module, slot, where[1]) for slot in range(1, 4)]
    print(came.count(IMAGE), "images")


WAYS = {
    "late-subscriber": late_subscriber,
    "busy": lambda: print(busy()),
    "crash": crash,
    "ahead": ahead,
    "shares": shares,
    "cut-log": cut_log,
}
WAYS[sys.argv[1]](*sys.argv[2:])
