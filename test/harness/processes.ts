import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.js';

/** Ids of all processes that are wanted. */
export function processes(wanted: (pid: number) => boolean): number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(wanted);
}

/** A file of /proc/PID; empty where the process has gone meanwhile. */
export function readProcess(pid: number, name: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Language servers of the extension under development, of any window; the one that started last is last. */
export function languageServers(): number[] {
  const file = path.join(root, 'dist', 'server.js');
  const found = processes((pid) => readProcess(pid, 'cmdline').split('\0').includes(file));
  return found.sort((a, b) => startOf(a) - startOf(b));
}

/** In ticks since the machine started (proc(5), field 22 of stat): ids begin anew when they have all been used. */
function startOf(pid: number): number {
  const stat = readProcess(pid, 'stat');
  // The second field, the name, may hold spaces; it ends at the last bracket.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 0);
}
