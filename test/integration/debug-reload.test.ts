import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { Sessions } from './debug-session.js';
import { addProgram } from './second-program.js';
import { source, until, workspace } from './support.js';

const C = `#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>
static int made(int a) {
  int first = a * 2;
  int sum = first + 1; // sum
  return sum;
}
static int other(int a) {
  return a + 1; // other
}
int main(void) {
  int before = made(4) + other(4);
  while (access("go", F_OK) != 0)
    usleep(10000);
  void *library = dlopen("libm.so.6", RTLD_NOW);
  printf("%d %d %d\\n", before, library != NULL, made(5) + other(6));
  return 0; // end
}
`;
const CPP = `#include <dlfcn.h>
#include <cstdio>
#include <unistd.h>
struct maker {
  virtual int made(int a) {
    int first = a * 2;
    int sum = first + 1; // sum
    return sum;
  }
  virtual ~maker() = default;
};
template <class T> T other(T a) {
  return a + 1; // other
}
int main() {
  maker one;
  maker *any = &one;
  int before = any->made(4) + other(4);
  while (access("go", F_OK) != 0)
    usleep(10000);
  void *library = dlopen("libm.so.6", RTLD_NOW);
  std::printf("%d %d %d\\n", before, library != nullptr, any->made(5) + other(6));
  return 0; // end
}
`;
/** What is saved while it runs: other locals in what is called, and a main that goes on to run what it was. */
const EDITS = [
  ['int first = a * 2', 'int second = a * 3'],
  ['first + 1', 'second + 1'],
  ['a + 1; // other', 'a + 2; // other'],
  ['return 0; // end', 'return 3; // end'],
] as const;

/** The program opens a library after its file was replaced: LLDB, which then takes it for another program, reads a copy. */
for (const [language, text] of Object.entries({ c: C, cpp: CPP }) as ['c' | 'cpp', string][]) {
  describe(`debug a program that is edited while it runs (${language})`, function () {
    this.timeout(300_000);
    let sessions: Sessions;
    const go = path.join(workspace.folder, 'go');
    let tries = 0;
    let program: Awaited<ReturnType<typeof addProgram>>;

    const settings = () => vscode.workspace.getConfiguration('autojit');

    beforeEach(async () => {
      await settings().update('reload.when', 'command', vscode.ConfigurationTarget.Workspace);
      sessions = new Sessions();
      fs.rmSync(go, { force: true });
      // VS Code remembers what a file of the try before said.
      program = await addProgram(`edited_${language}_${++tries}`, text, [], language);
    });
    afterEach(async () => {
      await sessions.dispose();
      fs.rmSync(go, { force: true });
      await settings().update('reload.when', undefined, vscode.ConfigurationTarget.Workspace);
      await program.remove();
    });

    const stopAt = (what: string): vscode.Breakpoint => {
      const at = new vscode.Location(source(program.source), new vscode.Position(program.lineOf(what) - 1, 0));
      const breakpoint = new vscode.SourceBreakpoint(at);
      vscode.debug.addBreakpoints([breakpoint]);
      return breakpoint;
    };

    /** In the editor, edit by edit: where a file has changed on disk, VS Code replaces all from the first change to the last, and breakpoints move. */
    async function edit(): Promise<string> {
      const document = await vscode.workspace.openTextDocument(source(program.source));
      const edits = new vscode.WorkspaceEdit();
      for (const [from, to] of EDITS) {
        const at = document.getText().indexOf(from);
        assert.ok(at >= 0, from);
        edits.replace(
          document.uri,
          new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)),
          to,
        );
      }
      assert.ok(await vscode.workspace.applyEdit(edits));
      assert.ok(await document.save());
      program.build();
      const command = path.join(process.env['AUTOJIT_ROOT'] ?? '', 'bin/autojit');
      const { stdout } = await promisify(execFile)(process.execPath, [command, 'reload', program.program]);
      return stdout;
    }

    it('breakpoints from before and after stop in the new code, with its locals; old frames are obsolete', async () => {
      stopAt('// sum');
      const session = await sessions.start({ program: program.program, cwd: workspace.folder, reload: true });
      const { threadId } = await sessions.stop(session);
      const locals = async () => {
        const [frame] = await sessions.stack(session, threadId);
        const { scopes } = (await session.customRequest('scopes', { frameId: frame?.id })) as {
          scopes: { variablesReference: number }[];
        };
        const { variables } = (await session.customRequest('variables', scopes[0])) as {
          variables: { name: string; value: string }[];
        };
        return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
      };
      const names = async () => {
        const { stackFrames } = (await session.customRequest('stackTrace', { threadId })) as {
          stackFrames: { name: string }[];
        };
        return stackFrames.map(({ name }) => name);
      };
      const isObsolete = ['made', 'main'].map((name) => async () => {
        const frame = (await names()).find((one) => one.includes(name)) ?? '';
        return frame.endsWith(' (obsolete)');
      });
      const obsolete = () => Promise.all(isObsolete.map((look) => look()));

      assert.equal((await locals())['first'], '8');
      assert.deepEqual(await obsolete(), [false, false]);
      await session.customRequest('continue', { threadId });
      assert.match(await edit(), /reloaded 3 functions/);
      const later = stopAt('// other');
      await until('the breakpoint in other is set', async () => {
        const set = (await session.getDebugProtocolBreakpoint(later)) as { verified: boolean } | undefined;
        return set?.verified;
      });
      fs.writeFileSync(go, '');

      await sessions.stop(session, 1);
      assert.equal((await locals())['second'], '15');
      assert.deepEqual(await obsolete(), [false, true], (await names()).join());
      await sessions.go(session, threadId, 'next');
      assert.equal((await locals())['sum'], '16');
      await sessions.go(session, threadId, 'stepOut');
      assert.match((await names())[0] ?? '', /^main.* \(obsolete\)$/);
      await sessions.go(session, threadId);
      assert.equal((await locals())['a'], '6');
      await session.customRequest('continue', { threadId });
      await sessions.end(session);
    });
  });
}
