import path from 'node:path';
import * as vscode from 'vscode';
import { internals, until } from './support.js';

interface End {
  end: string;
  places: string[];
}

export const testsShown = async (program: string, names: string[]): Promise<void> => {
  const { tests } = await internals();
  await until(`the tests of ${program} are shown`, () => names.every((name) => tests.itemOf(program, name)));
};

/** Has all run from the command that the Test Explorer's button has, and answers how each of one program ended. */
export const runAll = (command: string, program: string, count: number): Promise<Map<string, End>> =>
  endsOf(program, count, () => vscode.commands.executeCommand(command));

/** How tests of a program end once `begin` has been called, as soon as so many have. `texts`: what was said of those that failed. */
export async function endsOf(
  program: string,
  count: number,
  begin: () => Thenable<unknown>,
  texts: Map<string, string> = new Map<string, string>(),
): Promise<Map<string, End>> {
  const { tests } = await internals();
  const ends = new Map<string, End>();
  const subscription = tests.onDidReport(({ program: of, event }) => {
    if (of !== program || event.kind !== 'ended') return;
    const places = event.messages.flatMap(({ file, line }) =>
      file === undefined ? [] : [`${path.basename(file)}:${String(line)}`],
    );
    const name = event.instance ?? event.test;
    texts.set(name, event.messages.map(({ text }) => text).join('\n'));
    ends.set(name, { end: event.end, places });
  });
  try {
    begin().then(undefined, (error: unknown) => console.error(String(error)));
    await until(`${String(count)} tests have ended`, () => ends.size >= count);
    return ends;
  } finally {
    subscription.dispose();
  }
}
