import glob
import os
import subprocess
import tempfile

import lit.formats
import lit.util

config.name = "AutoJIT toolchain"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".c", ".cpp", ".ll", ".m", ".test"]
config.excludes = ["Inputs", "tools"]
config.test_source_root = os.path.dirname(__file__)

tools = os.path.join(config.test_source_root, "tools")
config.environment["PATH"] = "/usr/lib/llvm-22/bin" + os.pathsep + os.environ["PATH"]
for name in ("AUTOJIT_DISABLE", "AUTOJIT_TRACE", "AUTOJIT_DEBUG", "AUTOJIT_IMAGES", "AUTOJIT_STORE"):
    config.environment.pop(name, None)

# The whole suite runs with one way to reach an engine (lit --param engine=NAME); a test that does not fit one says so: UNSUPPORTED: engine-NAME.
engine = lit_config.params.get("engine", "inprocess")
config.environment["AUTOJIT_ENGINE"] = engine
config.available_features.add(f"engine-{engine}")

# The programs of %{same} may be linked in another way (lit --param link=static); a test that does not fit one says so: UNSUPPORTED: link-NAME.
link = lit_config.params.get("link", "dynamic")
config.environment["AUTOJIT_TEST_LINK"] = "" if link == "dynamic" else f"-{link}"
config.available_features.add(f"link-{link}")
if link != "dynamic":  # the others would be the same again
    config.excludes += [
        os.path.basename(path)
        for path in glob.glob(os.path.join(config.test_source_root, "*", "*.*"))
        if os.path.isfile(path) and "%{same}" not in open(path, encoding="utf-8").read()
    ]

# The user's daemon is not the tests': they have their own, which ends soon after the last of them. A socket's path must be short.
config.environment["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="autojit-")
if engine == "daemon":
    subprocess.run([f"{config.toolchain}/bin/autojitd", "--idle", "60"], env={**os.environ, **config.environment}, check=True)

# The user's list of stores is not the tests' to fill.
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")
config.environment["AUTOJIT_PUBLIC_LIST"] = "off"

# The compiler's LLVM (lit --param llvm=VERSION): the engine's, or an older one whose bodies it reads. Linkers and LLVM's tools are the newer ones'.
llvm = lit_config.params.get("llvm", "22")
config.available_features.add(f"llvm-{llvm}")
config.environment["LLVM"] = llvm
if lit.util.which("clang-19") and os.path.exists(f"{config.toolchain}/autojit-19.cfg"):
    config.available_features.add("clang-19")
config.environment["AUTOJIT_CLANG"] = f"clang-{llvm}"
config.environment["AUTOJIT_CLANGXX"] = f"clang++-{llvm}"

# Each test has a store of its own. %{manifest}: all manifests in it, one attribute a line.
config.substitutions += [
    ("%{autojit}", f"env AUTOJIT_STORE=%t.store {config.toolchain}/bin/autojit-clang"),
    ("%{autojit\\+\\+}", f"env AUTOJIT_STORE=%t.store {config.toolchain}/bin/autojit-clang++"),
    ("%{regular}", f"clang-{llvm}"),
    ("%{regular\\+\\+}", f"clang++-{llvm}"),
    ("%{manifest}", f"python3 {tools}/manifest.py %t.store"),
    # Builds the source both ways with the given flags, runs both, and fails unless output and exit code are the same.
    ("%{same}", f"bash {tools}/same.sh {config.toolchain} %t %s"),
    # Compiles the source both ways with the given flags, and fails unless outcome, messages and files beside the object are the same; prints the messages.
    ("%{says-same}", f"bash {tools}/says-same.sh {config.toolchain} %t %s"),
    ("%{libunwind}", "-stdlib=libc++ --rtlib=compiler-rt --unwindlib=libunwind"),
    ("%{toolchain}", config.toolchain),
    ("%{count-locations}", f"{config.test_exec_root}/count-locations"),
    # %{with-daemon} WAY -- COMMAND: beside a daemon of its own (tools/with-daemon.py says which ways there are).
    # %{look-at-maker} FOLDER PROGRAM: looks at who makes finals once the program has ended.
    ("%{look-at-maker}", f"python3 {tools}/look-at-maker.py {config.toolchain}"),
    ("%{with-daemon}", f"python3 {tools}/with-daemon.py {config.toolchain}"),
    ("%{tools}", tools),
    ("%{as-nobody}", "setpriv --reuid=65534 --regid=65534 --clear-groups env -u XDG_RUNTIME_DIR XDG_CACHE_HOME=/nonexistent HOME=/nonexistent"),
    # Source of a function that is made long enough for something to happen meanwhile: also by an engine that is slowed down by a sanitizer.
    ("%{long-function}", f"bash {tools}/long-function.sh {40 if config.thread_sanitizer or config.sanitizer_runtime else 700}"),
    # What a program with threads is linked with: ThreadSanitizer's runtime in preset tsan, else nothing.
    ("%{threads}", f"-pthread {config.thread_sanitizer}"),
]

# %{reload} FILE: tells the program of its new build, as a user does: the command is bundled apart from the toolchain, and needs no sanitizer.
command = os.path.join(config.test_source_root, "..", "..", "bin", "autojit")
config.substitutions.append(("%{reload}", f"env -u LD_PRELOAD node {os.path.normpath(command)} reload"))
if lit.util.which("node") and os.path.exists(os.path.join(os.path.dirname(command), "..", "dist", "cli.js")):
    config.available_features.add("reload-command")

if " avx2 " in open("/proc/cpuinfo").read():
    config.available_features.add("avx2")
if os.geteuid() == 0:
    config.available_features.add("root")
# Programs that may do nothing that another user may not: %{without-rights} COMMAND.
without_rights = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
if lit.util.which("setpriv") and subprocess.run([*without_rights, "true"], capture_output=True).returncode == 0:
    config.available_features.add("without-rights")
config.substitutions.append(("%{without-rights}", " ".join(without_rights)))
# As another user than the one who builds: %{as-nobody} COMMAND. Everybody must be able to get to the toolchain then.
folders = [config.toolchain]
while folders[-1] != "/":
    folders.append(os.path.dirname(folders[-1]))
if os.geteuid() == 0 and all(os.stat(folder).st_mode & 0o001 for folder in folders):
    config.available_features.add("other-users")
# File systems of one test's own; not allowed in every container.
if subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0:
    config.available_features.add("mounts")
if subprocess.run(["unshare", "--pid", "--fork", "true"], capture_output=True).returncode == 0:
    config.available_features.add("pid-namespaces")
gcc_include = next(iter(sorted(glob.glob("/usr/lib/gcc/x86_64-linux-gnu/*/include/objc"), reverse=True)), None)
if gcc_include:
    config.available_features.add("objective-c")
    config.substitutions.append(("%{gcc-include}", os.path.dirname(gcc_include)))
if os.path.exists("/usr/lib/llvm-22/lib/libomp.so"):
    config.available_features.add("openmp")
if " avx512bw " in open("/proc/cpuinfo").read():
    config.available_features.add("avx512")
if lit.util.which("as"):  # binutils
    config.available_features.add("gnu-assembler")
if lit.util.which("gdb"):
    config.available_features.add("gdb")
if lit.util.which("valgrind"):
    config.available_features.add("valgrind")
if lit.util.which("qemu-x86_64"):
    config.available_features.add("qemu-user")
# The kernel writes a core file to the folder in which a program crashes.
if open("/proc/sys/kernel/core_pattern").read().strip() in ("core", "core.%p"):
    config.available_features.add("core-files")

# Runtime and engine are instrumented, the programs are not: the sanitizers' runtime comes first by preloading. Leaks are not looked for: what the engine
# keeps, it keeps until the process ends.
if config.sanitizer_runtime:
    config.environment["LD_PRELOAD"] = config.sanitizer_runtime
    config.environment["ASAN_OPTIONS"] = "detect_leaks=0"
elif config.thread_sanitizer:
    # A forked child has its parent's threads in its books but not in its process. What the program's own malloc is to a handler, the engine's is not;
    # but here it has the sanitizer's.
    config.available_features.add("thread-sanitizer")
    config.environment["TSAN_OPTIONS"] = "report_thread_leaks=0:halt_on_error=1:report_signal_unsafe=0:die_after_fork=0"
else:
    config.available_features.add("not-sanitized")
