import type { FrameName } from '../../protocol/editor.js';

/** A function that a line of a stack trace names, and where that name stands in the line. */
export interface StackFrame extends FrameName {
  start: number;
  length: number;
  /** Of the call in the frame's own source. */
  line?: number;
}

/** Each: groups `name`, and what else it knows of `program`, `file`, `line`. The first that fits counts. */
const FORMATS: readonly RegExp[] = [
  // gdb: `#1  0x0000555 in ns::f (x=1) at a.cpp:12`
  /^#\d+\s+(?:0x[\da-f]+ in )?(?<name>.+?) \(.*\) at (?<file>\S.*?):(?<line>\d+)$/,
  // LLDB: `frame #1: 0x0000555 app`ns::f(x=1) at a.cpp:12:3`
  /^\s*\*?\s*frame #\d+: 0x[\da-f]+ (?<program>[^`\s]+)`(?<name>.+?)(?: at (?<file>\S+?):(?<line>\d+)(?::\d+)?| \+ \d+)?(?: \[.*\])?$/,
  // Sanitizers: `#1 0x0000555 in ns::f(int) /src/a.cpp:12:3`, `#1 0x0000555 in f (/src/app+0x12) (BuildId: 12)`
  /^\s*#\d+ 0x[\da-f]+ in (?<name>.+?) (?:(?<file>\S+?):(?<line>\d+)(?::\d+)?|\((?<program>\S+?)\+0x[\da-f]+\)(?: \(BuildId: [\da-f]+\))?)$/,
  // gdb without lines: `#2  0x0000555 in f () from /lib/libx.so`
  /^#\d+\s+(?:0x[\da-f]+ in )?(?<name>.+?) \(.*\)(?: from (?<program>\S+))?$/,
  // valgrind: `==12==    by 0x0000555: f (a.c:12)`, `(in /src/app)`
  /^==\d+==\s+(?:at|by) 0x[\dA-F]+: (?<name>.+?) \((?:in (?<program>\S+)|(?<file>[^()]+?):(?<line>\d+))\)$/,
  // backtrace_symbols: `./app(_Z1fi+0x12) [0x0000555]`
  /^(?<program>\S+?)\((?<name>[A-Za-z_.$][\w.$@]*)\+0x[\da-f]+\) ?\[0x[\da-f]+\]$/,
  // Rust: `   3: app::f`, `   3:     0x0000555 - app::f::h0123456789abcdef`
  /^\s*\d+:\s+(?:0x[\da-f]+ - )?(?<name><?[A-Za-z_][\w:<>$&, {}#[\]'-]*)$/,
];

/** At most one: a frame is a line. Arguments behind a name, which debuggers have, are no part of it. */
export function stackFrame(text: string): StackFrame | undefined {
  const line = text.trimEnd();
  for (const format of FORMATS) {
    const match = format.exec(line);
    if (!match?.groups) continue;
    const { name = '', program, file, line: at } = match.groups;
    const own = withoutValues(name);
    return {
      name: own,
      start: match.index + match[0].indexOf(name),
      length: own.length,
      ...(program !== undefined && { program }),
      ...(file !== undefined && { file }),
      ...(at !== undefined && { line: Number(at) }),
    };
  }
  return undefined;
}

/** `f(x=1)` and `f(this=0x12)` are LLDB's way to say `f`; `f(int)` and `(anonymous namespace)::f` are names. */
function withoutValues(name: string): string {
  return name.replace(/\((?:\w+=.*)?\)$/, '');
}
