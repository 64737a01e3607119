#!/usr/bin/env python3
"""Runs a command beside a daemon of its own, in a runtime folder of its own: with-daemon.py TOOLCHAIN WAY -- COMMAND...

WAY: real       an autojitd, whose process is DAEMON_PID in the command's environment
     none       no daemon; the command may start one
     frozen     one that accepts and says nothing
     garbage    one that answers with bytes that are no message
     other      one of another version
     cut-to N   an autojitd behind a wire that is cut once N bytes went to it (of each connection)
     cut-from N the same, once N bytes came from it
     flip N     an autojitd behind a wire that changes byte N that comes from it

At the end it prints what a daemon that is there says of itself, as "status: {...}". Its exit code is the command's.
"""
import json
import os
import random
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading

toolchain, rest = sys.argv[1], sys.argv[2:]
split = rest.index("--")
way, command = rest[:split], rest[split + 1 :]
autojitd = f"{toolchain}/bin/autojitd"
build = subprocess.run([autojitd, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
runtime = tempfile.mkdtemp(prefix="autojit-", dir="/tmp")  # a socket's path must be short
path = f"{runtime}/autojit/{build}.sock"
os.mkdir(os.path.dirname(path), 0o700)
environment = {**os.environ, "XDG_RUNTIME_DIR": runtime}
started = []


def start(at):
    ends = os.pipe()
    process = subprocess.Popen(
        [autojitd, "--foreground", "--socket", at, "--ready", str(ends[1])], env=environment, pass_fds=[ends[1]]
    )
    os.close(ends[1])
    assert os.read(ends[0], 1) == b"1", "autojitd did not start"
    started.append(process)
    return process


def listen(serve):
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen(64)

    def accept():
        while True:
            peer, _ = listening.accept()
            threading.Thread(target=serve, args=(peer,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def carry(source, to, change):
    """Until the source ends or `change` says so by None."""
    try:
        while data := source.recv(4096):
            data, goes_on = change(data)
            to.sendall(data)
            if not goes_on:
                break
    except OSError:
        pass
    for end in (source, to):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def cut_after(count):
    left = [count]

    def change(data):
        part = data[: left[0]]
        left[0] -= len(part)
        return part, left[0] > 0

    return change


def flip(number):
    seen = [0]

    def change(data):
        at = number - seen[0]
        seen[0] += len(data)
        if 0 <= at < len(data):
            data = data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :]
        return data, True

    return change


def whole(data):
    return data, True


def wire(to_daemon, from_daemon):
    start(f"{runtime}/real.sock")

    def serve(peer):
        daemon = socket.socket(socket.AF_UNIX)
        daemon.connect(f"{runtime}/real.sock")
        threading.Thread(target=carry, args=(peer, daemon, to_daemon()), daemon=True).start()
        carry(daemon, peer, from_daemon())

    listen(serve)


def receive(peer, size):
    data = b""
    while len(data) < size and (more := peer.recv(size - len(data))):
        data += more
    return data


def hello(name):
    return struct.pack("<IIII32s", 48, 1, 0x31444A41, 2, name.encode())


def say_garbage(peer):
    peer.recv(64)
    peer.sendall(hello(build))
    peer.recv(64)
    peer.sendall(random.Random(1).randbytes(4096))


def say_other_version(peer):
    receive(peer, 48)
    peer.sendall(hello("0" * 32))


held = []
if way[0] == "real":
    environment["DAEMON_PID"] = str(start(path).pid)
elif way[0] == "frozen":
    listen(held.append)
elif way[0] == "garbage":
    listen(say_garbage)
elif way[0] == "other":
    listen(say_other_version)
elif way[0] == "cut-to":
    wire(lambda: cut_after(int(way[1])), lambda: whole)
elif way[0] == "cut-from":
    wire(lambda: whole, lambda: cut_after(int(way[1])))
elif way[0] == "flip":
    wire(lambda: whole, lambda: flip(int(way[1])))


def look_after(kind, timeout=3):
    """Asks the daemon at the usual place; None when there is none."""
    try:
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(timeout)
        peer.connect(path)
        peer.sendall(hello(build))
        receive(peer, 48)
        peer.sendall(struct.pack("<II", 8, kind))
        size, _ = struct.unpack("<II", receive(peer, 8))
        return json.loads(receive(peer, size - 8))
    except (OSError, struct.error, ValueError):
        return None


STATUS, STOP = 4, 5
try:
    code = subprocess.run(command, env=environment).returncode
    if way[0] in ("real", "none") and (status := look_after(STATUS)):
        print("status:", json.dumps(status), flush=True)
        look_after(STOP)
finally:
    for process in started:
        process.kill()
        process.wait()
    shutil.rmtree(runtime, ignore_errors=True)
sys.exit(code if code >= 0 else 128 - code)
