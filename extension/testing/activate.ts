import 'node:child_process';
import 'node:crypto';
import 'node:fs/promises';
import 'node:net';
import { fakeVscode } from './fake-vscode.js';
import { fakeContext, loadExtension } from './load-extension.js';

/** Prints how many milliseconds of processor time it takes to load and to start an extension. What Node itself is made of, an extension host has loaded. */
const file = process.argv[2] ?? '';
const vscode = fakeVscode();
const before = process.cpuUsage();
// What comes after its first wait is the language server's start.
const started = loadExtension(file, vscode).activate(fakeContext(file));
const { user, system } = process.cpuUsage(before);
started.then(
  () => console.log((user + system) / 1000),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
