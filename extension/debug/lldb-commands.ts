/** Lets LLDB bind breakpoints in code that the program registers while it runs. */
const JIT_COMMAND = 'settings set plugin.jit-loader.gdb.enable on';

/**
 * Debian's LLDB asks a server on the internet for the debug information of each library, also of those of lldb-dap
 * itself when it starts a program in a terminal: 16 s where that server can not be reached. Comes first, so that
 * a person's own commands can name a server again.
 */
const NO_SERVERS_COMMAND = 'settings clear plugin.symbol-locator.debuginfod.server-urls';

/**
 * LLDB moves a breakpoint that has no code to later lines of the file, which may be those of a function that was called before. Here it waits for its
 * own.
 */
const NO_MOVE_COMMAND = 'settings set target.move-to-nearest-code false';

/** lldb-dap repeats a command only where it fails: the debug console is the program's and the person's. */
const quiet = (command: string): string => `?${command}`;

/** What a person wrote; a restarted session has ours already. */
function own(commands: unknown, ours: readonly string[]): string[] {
  const all: unknown[] = Array.isArray(commands) ? commands : [];
  return all.filter((one): one is string => typeof one === 'string' && !ours.includes(one));
}

/** The person's own commands between ours. */
export function withOurs(commands: unknown, script: string): string[] {
  const first = [NO_SERVERS_COMMAND, NO_MOVE_COMMAND].map(quiet);
  const last = [JIT_COMMAND, `command script import "${script}"`].map(quiet);
  return [...first, ...own(commands, [...first, ...last]), ...last];
}

/** Before a program is started, or attached to by its process, that takes over new builds: LLDB reads a copy, which stays as it is. */
export function withCopy(commands: unknown, pid?: string): string[] {
  const ours = quiet(['autojit-keep-program', pid].filter((word) => word !== undefined).join(' '));
  return [ours, ...own(commands, [ours])];
}
