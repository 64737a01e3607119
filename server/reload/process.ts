import { readFileSync, readlinkSync, statSync } from 'node:fs';

/** Whether the process runs. One that has ended and was not waited for, or is just ending, has no memory, and so no program. */
export function isAlive(pid: number): boolean {
  try {
    readlinkSync(`/proc/${String(pid)}/exe`);
    return true;
  } catch {
    return false;
  }
}

/** The process numbers that count here, by the number that the kernel gives them; as `reload-<process>-<namespace>.sock` has it. */
export function ownNamespace(): string | undefined {
  return statSync('/proc/self/ns/pid', { throwIfNoEntry: false })?.ino.toString();
}

/** Whether it has this program or library in its memory, also where the file was replaced since. */
export function hasLoaded(pid: number, file: string): boolean {
  let maps: string;
  try {
    maps = readFileSync(`/proc/${String(pid)}/maps`, 'utf8');
  } catch {
    return false;
  }
  // The kernel escapes line ends, and nothing else.
  const name = ` ${file.replaceAll('\n', '\\012')}`;
  return maps.split('\n').some((line) => line.endsWith(name) || line.endsWith(`${name} (deleted)`));
}
