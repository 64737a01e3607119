"""What LLDB does not know of programs built with AutoJIT.

Step Into, through a stub, and through the resolver, into the materialized function. LLDB takes a stub for a function without debug
information and steps out of it again. This plan steps as LLDB does, looks where it got, and goes on from a stub to the code that its
slot leads to, which may not exist yet.

For programs that take over new builds: which code is obsolete, and a copy of the program's file that stays as it was.
"""

import os
import shutil
import tempfile

import lldb

# mov slot(%rip),%r11; test %r11,%r11; je
STUB = (b"\x4c\x8b\x1d", b"\x4d\x85\xdb\x74")
SETTING = "target.process.thread.step-in-avoid-nodebug"
RESOLVER = "__autojit_resolve"
# jmpq *%r11 ends the resolver: everything is as the caller left it, and %r11 is the code.
JUMP = b"\x41\xff\xe3"
# A chain of stubs and library calls on one line is short; more than this is a mistake of ours.
MOST_STEPS = 500


def read(process, address, size):
    error = lldb.SBError()
    data = process.ReadMemory(address, size, error)
    return data if error.Success() else b""


def slot_of(process, pc):
    """Address of the slot of the stub at pc; None where no stub begins."""
    code = read(process, pc, 11)
    if len(code) < 11 or code[:3] != STUB[0] or code[7:11] != STUB[1]:
        return None
    return pc + 7 + int.from_bytes(code[3:7], "little", signed=True)


def end_of_resolver(target, process):
    """Address of the jump from the resolver to the code, in the module that the slot is in."""
    for context in target.FindFunctions(RESOLVER):
        symbol = context.GetSymbol()
        start = symbol.GetStartAddress().GetLoadAddress(target)
        size = symbol.GetEndAddress().GetLoadAddress(target) - start
        at = read(process, start, size).rfind(JUMP)
        if at >= 0:
            yield start + at


class StepIn:
    def __init__(self, plan, _args):
        self.plan = plan
        self.steps = 0
        self.thread = plan.GetThread()
        self.target = self.thread.GetProcess().GetTarget()
        self.next = self.after_range
        self.queue_range()

    def explains_stop(self, _event):
        return False

    def is_stale(self):
        return False

    def should_step(self):
        return False

    def should_stop(self, _event):
        self.steps += 1
        if self.steps > MOST_STEPS or not self.next():
            self.plan.SetPlanComplete(True)
            return True
        return False

    def stop_description(self, stream):
        stream.Print("step in")

    def frame(self):
        return self.thread.GetFrameAtIndex(0)

    def queue_range(self):
        """As LLDB steps in, but without its leaving of functions that have no lines: a stub is one."""
        entry = self.frame().GetLineEntry()
        start = entry.GetStartAddress()
        size = entry.GetEndAddress().GetLoadAddress(self.target) - start.GetLoadAddress(self.target)
        debugger = self.target.GetDebugger()
        before = debugger.GetInternalVariableValue(SETTING, debugger.GetInstanceName()).GetStringAtIndex(0)
        lldb.SBDebugger.SetInternalVariable(SETTING, "false", debugger.GetInstanceName())
        self.plan.QueueThreadPlanForStepInRange(start, size)
        lldb.SBDebugger.SetInternalVariable(SETTING, before, debugger.GetInstanceName())

    def run_to(self, address, then):
        self.plan.QueueThreadPlanForRunToAddress(lldb.SBAddress(address, self.target))
        self.next = then
        return True

    def after_range(self):
        """True when there is more to do."""
        frame = self.frame()
        slot = slot_of(self.thread.GetProcess(), frame.GetPC())
        if slot is not None:
            return self.through(slot)
        if frame.GetLineEntry().IsValid():
            return False
        self.plan.QueueThreadPlanForStepOut(0)
        self.next = self.after_step_out
        return True

    def after_step_out(self):
        if not self.frame().GetLineEntry().IsValid():
            return False
        self.queue_range()
        self.next = self.after_range
        return True

    def through(self, slot):
        process = self.thread.GetProcess()
        code = int.from_bytes(read(process, slot, 8), "little")
        if code != 0:
            return self.run_to(code, self.at_entry)
        for address in end_of_resolver(self.target, process):
            return self.run_to(address, self.at_jump)
        return False

    def at_jump(self):
        return self.run_to(self.frame().FindRegister("r11").GetValueAsUnsigned(), self.at_entry)

    def at_entry(self):
        """Behind the prologue, where the arguments are."""
        function = self.frame().GetFunction()
        size = function.GetPrologueByteSize() if function.IsValid() else 0
        if size == 0:
            return False
        return self.run_to(self.frame().GetPC() + size, lambda: False)


def step_in(debugger, command, _context, result, _internal):
    """Steps a thread (its id; default: the selected one) into the next call."""
    process = debugger.GetSelectedTarget().GetProcess()
    wanted = command.strip()
    thread = process.GetThreadByID(int(wanted)) if wanted else process.GetSelectedThread()
    if not thread.IsValid():
        result.SetError("there is no thread " + (wanted or "to step"))
        return
    if not thread.GetFrameAtIndex(0).GetLineEntry().IsValid():
        thread.StepInstruction(False)
        return
    error = thread.StepUsingScriptedThreadPlan(__name__ + ".StepIn", True)
    if error.Fail():
        result.SetError(error.GetCString())


class PassStubs:
    """A breakpoint on a function's name also binds to its stub. Nobody wants to stop there, before the arguments and lines are known: the
    function itself follows. The place is switched off, so that later calls do not stop at all."""

    def __init__(self, target, _args, _internal):
        self.target = target

    def handle_stop(self, context, _stream):
        thread = context.GetThread()
        if thread.GetStopReason() != lldb.eStopReasonBreakpoint:
            return True
        process = context.GetProcess()
        if slot_of(process, thread.GetFrameAtIndex(0).GetPC()) is None:
            return True
        places = range(0, thread.GetStopReasonDataCount(), 2)
        for at in places:
            breakpoint = self.target.FindBreakpointByID(thread.GetStopReasonDataAtIndex(at))
            breakpoint.FindLocationByID(thread.GetStopReasonDataAtIndex(at + 1)).SetEnabled(False)
        return any(other.GetStopReason() not in QUIET for other in process if other.GetThreadID() != thread.GetThreadID())


QUIET = (lldb.eStopReasonNone, lldb.eStopReasonInvalid)


def keep_program(debugger, command, _context, result, _internal):
    """Has LLDB read the program from a copy, before it is started or (with a process id) attached to. Where a program's file was replaced, LLDB drops
    all that it knows of the process, breakpoints and generated code, as soon as a library is opened. It does not look where the file that it has read
    is not there."""
    target = debugger.GetSelectedTarget()
    program = target.GetExecutable()
    folder = tempfile.mkdtemp(prefix="autojit-")
    try:
        copy = os.path.join(folder, program.GetFilename())
        pid = command.strip()
        shutil.copyfile("/proc/" + pid + "/exe" if pid else program.fullpath, copy)
        spec = lldb.SBModuleSpec()
        spec.SetFileSpec(lldb.SBFileSpec(copy))
        target.RemoveModule(target.FindModule(program))
        # It is started, and found in the process, by the name that it has.
        target.AddModule(spec).SetPlatformFileSpec(program)
    except OSError as error:
        result.SetError("the program could not be copied: " + str(error))
    finally:
        shutil.rmtree(folder)


# struct autojit_obsolete, in autojit/reload.h
OBSOLETE = "__autojit_obsolete"
HEAD = 16
RANGE = 24


def number(data, at, size=8):
    return int.from_bytes(data[at : at + size], "little")


def obsolete_ranges(target):
    """Begin and end of code that a reload put other code in place of."""
    process = target.GetProcess()
    for context in target.FindSymbols(OBSOLETE):
        block = number(read(process, context.GetSymbol().GetStartAddress().GetLoadAddress(target), 8), 0)
        while block:
            head = read(process, block, HEAD)
            ranges = read(process, block + HEAD, RANGE * number(head, 8, 4))
            for at in range(0, len(ranges), RANGE):
                code = number(ranges, at)
                yield code, code + number(ranges, at + 8)
            block = number(head, 0)


def obsolete(debugger, command, _context, result, _internal):
    """Of addresses that frames stand at, those in obsolete code."""
    target = debugger.GetSelectedTarget()
    ranges = list(obsolete_ranges(target))
    # A caller's is behind its call, which may be the last thing in its code.
    innermost = {thread.GetFrameAtIndex(0).GetPC() for thread in target.GetProcess()} if ranges else ()
    for word in command.split():
        at = int(word, 0) - (int(word, 0) not in innermost)
        if any(begin <= at < end for begin, end in ranges):
            result.AppendMessage(word)


def __lldb_init_module(debugger, _internal):
    debugger.HandleCommand("command script add -o -s asynchronous -f " + __name__ + ".step_in autojit-step-in")
    for command, function in ("autojit-keep-program", "keep_program"), ("autojit-obsolete", "obsolete"):
        debugger.HandleCommand("command script add -o -f " + __name__ + "." + function + " " + command)
    debugger.HandleCommand("target stop-hook add -P " + __name__ + ".PassStubs")
