"""usage: damage-images.py STORE EXPECTED PROGRAM: damages the only log of images in the store in every way, and runs the program, which must print EXPECTED."""

import os
import subprocess
import sys

store, expected_file, program = sys.argv[1:]
(name,) = os.listdir(f"{store}/images")
log = f"{store}/images/{name}"
expected = open(expected_file, "rb").read()
sound = open(log, "rb").read()


def run(what):
    result = subprocess.run([program], capture_output=True, timeout=60)
    if result.stdout != expected or result.returncode or result.stderr:
        sys.exit(f"{what}: exit {result.returncode}, {result.stdout!r}, {result.stderr!r}")


def put(content, mode=0o600):
    if os.path.lexists(log):
        os.unlink(log)
    with open(log, "wb") as file:
        file.write(content)
    os.chmod(log, mode)


def put_and_run(what, content):
    put(content)
    run(what)


# Close steps where numbers are, and some of the rest.
for at in list(range(0, 160, 4)) + list(range(160, len(sound), 61)):
    put_and_run(f"bit flipped at {at}", sound[:at] + bytes([sound[at] ^ 1 << at % 8]) + sound[at + 1 :])
for size in [0, 1, 63, 64, 65, 127, 128, 129, len(sound) // 2, len(sound) - 8, len(sound) - 1]:
    put_and_run(f"cut to {size} bytes", sound[:size])
    run("after that")
put_and_run("with an end of zeros", sound + bytes(4096))
put_and_run("with an end of noise", sound + bytes(range(256)) * 9)
put_and_run("twice", sound + sound[64:])
put_and_run("all zeros", bytes(len(sound)))

put(sound, 0o666)
run("writable by others")
os.unlink(log)
os.symlink("/dev/zero", log)
run("a link")
os.unlink(log)
os.mkfifo(log)
run("a pipe")
os.unlink(log)
os.mkdir(log)
run("a folder")
os.rmdir(log)
os.rmdir(f"{store}/images")
open(f"{store}/images", "w").close()
run("a file in the folder's place")
os.unlink(f"{store}/images")
run("gone")
if os.listdir(f"{store}/images") != [name]:
    sys.exit("nothing was kept anew")
