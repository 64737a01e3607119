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

/** Language servers of the extension under development, of any window. */
export function languageServers(): number[] {
  const file = path.join(root, 'dist', 'server.js');
  return processes((pid) => readProcess(pid, 'cmdline').split('\0').includes(file));
}
