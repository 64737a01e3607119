// VS Code's own call hierarchy on clangd, on C sources of the same shape as the generated programs.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LanguageServer, p95, timed } from './language-server.mjs';

const PER_MODULE = 50;
const CALLS = 5;
const ASKED = 60;

/** Returns how long the index took, in milliseconds, and the time of one step of the hierarchy both ways. */
export async function benchClangd(folder, functions) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const files = writeSources(folder, functions);
  const server = new LanguageServer('clangd-22', ['--background-index', '--log=error'], { cwd: folder, quiet: true });
  try {
    server.connection.onRequest('window/workDoneProgress/create', () => null);
    await server.ask('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: { window: { workDoneProgress: true } },
    });
    const index = await timed(async () => {
      const done = server.heard('$/progress', ({ value }) => value.kind === 'end');
      await server.tell('initialized', {});
      await open(server, files[0]);
      await done;
    });
    const times = [];
    for (let at = 1; at <= ASKED; at += 1) {
      const file = files[(at * 7) % files.length];
      await open(server, file);
      const textDocument = { uri: pathToFileURL(file).href };
      // The first function of the file stands on the line after the declarations.
      const line = fs
        .readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((text) => text.endsWith('{'));
      const [item] = await server.ask('textDocument/prepareCallHierarchy', {
        textDocument,
        position: { line, character: 5 },
      });
      let found = [];
      times.push(
        await timed(async () => {
          found = [
            await server.ask('callHierarchy/incomingCalls', { item }),
            await server.ask('callHierarchy/outgoingCalls', { item }),
          ];
        }),
      );
      if (found.some((calls) => calls.length === 0)) throw new Error(`clangd knows no calls of ${item.name}.`);
    }
    return { index, step: p95(times), megabytes: server.megabytes };
  } finally {
    await server.stop();
  }
}

function open(server, file) {
  const text = fs.readFileSync(file, 'utf8');
  return server.tell('textDocument/didOpen', {
    textDocument: { uri: pathToFileURL(file).href, languageId: 'c', version: 1, text },
  });
}

function writeSources(folder, functions) {
  const files = [];
  for (let first = 0; first < functions; first += PER_MODULE) {
    const callees = (index) =>
      Array.from({ length: CALLS }, (_, at) =>
        at < 3 ? first + ((index * 7 + at * 13) % PER_MODULE) : (index * 31 + at * 997) % functions,
      );
    const indices = Array.from({ length: PER_MODULE }, (_, at) => first + at);
    const declared = new Set([...indices, ...indices.flatMap(callees)]);
    const lines = [...declared].map((index) => `int f${index}(int);`);
    for (const index of indices) {
      lines.push(
        `int f${index}(int a) {`,
        ...callees(index).map((to) => `  if (a > ${to}) a += f${to}(a - 1);`),
        '  return a;',
        '}',
      );
    }
    const file = path.join(folder, `module${first / PER_MODULE}.c`);
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    files.push(file);
  }
  const commands = files.map((file) => ({ directory: folder, file, arguments: ['clang', '-c', file] }));
  fs.writeFileSync(path.join(folder, 'compile_commands.json'), JSON.stringify(commands));
  return files;
}
