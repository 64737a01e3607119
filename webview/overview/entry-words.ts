import type { EntryKind } from '../../protocol/overview.js';

/** What calls a function from outside of the program. */
export const ENTRIES: Record<EntryKind, { word: string; title: string }> = {
  main: { word: 'start', title: 'Where the program begins' },
  thread: { word: 'thread', title: 'A thread begins here' },
  handler: { word: 'handler', title: 'The system calls it: a signal, or the end of the program' },
  callback: { word: 'callback', title: 'Its address is handed on; no code of the program calls it' },
  test: { word: 'test', title: 'A test framework calls it' },
};
