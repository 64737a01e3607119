import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { AGENT_TOOLS } from '../../protocol/agent-tools.js';
import { bundle } from '../../server/testing/bundle.js';
import { manifest } from '../../server/testing/manifests.js';
import { compileProgram } from '../testing/native-program.js';

/** As an agent has it: the command as a child, and the protocol's own client. */

const app = manifest('app.c', [
  { name: 'main', calls: ['f', 'puts'] },
  { name: 'f' },
  { name: 'boot', eager: 'constructor', calls: ['f'] },
]);
let folder = '';
let cli = '';
let program = '';
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'autojit-mcp-'));
  cli = bundle('cli/main.ts', folder);
  program = compileProgram(folder, app);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function agent(flags: string[], answer?: 'accept' | 'decline') {
  const client = new Client({ name: 'test', version: '1' }, { capabilities: answer ? { elicitation: {} } : {} });
  const asked: string[] = [];
  if (answer)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.push(params.message);
      return { action: answer, content: {} };
    });
  const env = { PATH: process.env['PATH'] ?? '', AUTOJIT_TRACE: '', AUTOJIT_STORE: '' };
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [cli, 'mcp', ...flags, folder], env }),
  );
  onTestFinished(() => client.close());
  const call = async (name: string, input: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: input });
    return { text: (content as { text: string }[])[0]?.text ?? '', isError };
  };
  return { client, call, asked };
}

test('the tools with their schemas; those that run something say that they are not read-only', async () => {
  const { client } = await agent([]);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(Object.keys(AGENT_TOOLS).sort());
  expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name)).toEqual([
    'test_coverage',
    'run',
    'reload',
  ]);
  expect(tools.find(({ name }) => name === 'first_caller')?.inputSchema.required).toEqual(['function']);
});

test('what has no answer says why, and what to do', async () => {
  const { call } = await agent([]);
  expect(await call('what_ran')).toEqual({
    text: expect.stringMatching(/^app has not run yet\. Run it with the tool "run", or/) as string,
    isError: true,
  });
  expect(await call('calls', { function: 'nobody', direction: 'callers' })).toMatchObject({
    text: expect.stringContaining('app has no function nobody.') as string,
  });
  expect((await call('what_ran', { program: 'other' })).text).toContain(`Name one of: ${program}`);
});

test('nothing runs without a word of a person', async () => {
  const mute = await agent([]);
  expect((await mute.call('run')).text).toContain('this client cannot ask a person');
  const refusing = await agent([], 'decline');
  expect(await refusing.call('run')).toEqual({ text: 'The person did not allow run.', isError: true });
  expect(refusing.asked[0]).toContain('let the agent use "run"');
});

test('runs a program, and tells what ran, how it came there, who calls whom, and why one is eager', async () => {
  const { call, asked } = await agent([], 'accept');
  const ran = await call('run', { args: ['3', 'hello'] });
  expect(ran).toMatchObject({ isError: false });
  expect(ran.text).toMatch(/^run \S+: exit code 3; 1 function ran of 3\n[^]*hello$/);
  expect(asked).toHaveLength(1);
  const { text } = await call('what_ran');
  expect(text).toContain('1 of 3 functions ran; 1 are eager, of which nobody knows.\n1. main  /src/app.c:1');
  expect((await call('programs')).text).toMatch(/app: 3 functions, 1 eager\n {2}run \S+: app · exited 3 · 1 ran/);
  expect((await call('first_caller', { function: 'main' })).text).toContain('was number 1 of app');
  expect((await call('first_caller', { function: 'f' })).text).toContain('f did not run in app.');
  expect((await call('calls', { function: 'f', direction: 'callers' })).text).toBe(
    '2 callers of f  /src/app.c:11\ndirect: main  /src/app.c:1\ndirect: boot  /src/app.c:21',
  );
  expect((await call('calls', { function: 'main', direction: 'callees' })).text).toContain('direct: puts');
  expect((await call('why_eager', { function: 'boot' })).text).toContain('constructor');
});

test('with --allow-run nobody is asked', async () => {
  const { call } = await agent(['--allow-run']);
  expect((await call('run')).text).toMatch(/: exit code 0;/);
});
