// What the first run of a program takes on a machine whose team has it: beside one where all is made, and beside a warm one.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure, capture, run } from '../../tooling/exec.mjs';
import { autojit, cache } from '../../tooling/paths.mjs';
import { toolchainStamp } from '../../tooling/workspaces.mjs';
import { spread } from '../measure.mjs';
import { CC, CXX, programs } from './programs.mjs';
import { slowWire, startServer } from './server.mjs';

const SLOW_MS = 50;
const base = path.join(cache, 'bench', 'team');

/** One of two: another home, another store, another folder for the sources. */
function machine(program, name, checkout) {
  const folder = path.join(base, program.name.split(' ')[0], name);
  const sources = path.join(folder, checkout);
  const home = path.join(folder, 'home');
  const store = path.join(folder, 'store');
  for (const place of [sources, home]) fs.mkdirSync(place, { recursive: true });
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(AUTOJIT_|XDG_)/.test(key))),
    ...{ HOME: home, AUTOJIT_STORE: store, AUTOJIT_PUBLIC_LIST: 'off', AUTOJIT_ENGINE: 'inprocess', CC, CXX },
    // CPython's dictionaries, and so what it calls, would differ from run to run.
    PYTHONHASHSEED: '0',
    // It has __DATE__ and __TIME__ in its code. As distributions build it, they are no others on another machine.
    SOURCE_DATE_EPOCH: '1700000000',
  };
  const forget = () => {
    for (const place of [path.join(store, 'images'), path.join(home, '.cache')])
      fs.rmSync(place, { recursive: true, force: true });
  };
  return { folder, sources, env, forget };
}

async function build(program, { folder, sources, env }, io) {
  const marker = path.join(folder, 'built');
  const stamp = toolchainStamp();
  if (fs.existsSync(marker) && fs.readFileSync(marker, 'utf8') === stamp) return;
  const inside = (command, args) => run(command, args, { ...io, cwd: sources, env });
  if (!fs.existsSync(marker)) await program.prepare(sources, { ...io, run: inside });
  for (const [command, ...args] of program.build) await inside(command, args);
  fs.writeFileSync(marker, stamp);
}

/** Runs it by `autojit run`: milliseconds, in all and until it wrote something, and what the summary says of where its code came from. */
async function start(program, { folder, sources, env }, more = {}) {
  const log = path.join(folder, 'run.log');
  fs.rmSync(log, { force: true });
  let output;
  const onLine = () => (output ??= performance.now() - started);
  const started = performance.now();
  await run(autojit, ['run', '--', ...program.command], { cwd: sources, env: { ...env, ...more }, log, onLine });
  const wall = performance.now() - started;
  const said = fs.readFileSync(log, 'utf8');
  const [, called, made] = /(\d+) called: (\d+) made here/.exec(said) ?? [];
  return { wall, output, called: Number(called), made: Number(made), said };
}

/** With nothing there. On a machine that does much else a server may take longer to answer than it may: then once more. */
async function firstRun(program, dev, team) {
  for (let tries = 0; ; tries++) {
    dev.forget();
    const result = await start(program, dev, team);
    if (tries === 10 || !/The team cache (could not be read|is not asked)/.test(result.said)) return result;
  }
}

const askedOf = ({ sources, env }, url) =>
  JSON.parse(capture(autojit, ['cache', '--json'], { cwd: sources, env: { ...env, AUTOJIT_REMOTE: url } })).team;

async function measureOne(program, rounds, io) {
  const ci = machine(program, 'ci', 'checkout');
  const dev = machine(program, 'dev', path.join('another', 'folder'));
  for (const one of [ci, dev]) await build(program, one, io);
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-team-'));
  const server = await startServer(place);
  const wire = await slowWire(server.port, SLOW_MS);
  const near = `http://127.0.0.1:${server.port}/`;
  const far = `http://127.0.0.1:${wire.port}/`;
  try {
    const key = path.join(place, 'ci.key');
    const trust = capture(autojit, ['cache', 'key', 'new', key], { env: ci.env }).trim();
    ci.forget();
    const cold = await start(program, ci, { AUTOJIT_REMOTE: near, AUTOJIT_REMOTE_KEY: key });
    // A first run may do what later ones need not: CPython compiles modules of its own, and reads them from then on. And what threads call of LevelDB
    // depends on when they run.
    for (let more = 0; more < 4; more++) await start(program, ci, { AUTOJIT_REMOTE: 'off' });
    const pushing = { ...ci.env, AUTOJIT_REMOTE: near, AUTOJIT_REMOTE_KEY: key };
    await run(autojit, ['cache', 'push', program.command[0]], { ...io, cwd: ci.sources, env: pushing });
    const samples = { near: [], far: [], warm: [], nearOutput: [], farOutput: [], warmOutput: [] };
    let first, asked;
    for (let round = 0; round <= rounds; round++) {
      for (const [way, url] of round % 2 ? Object.entries({ near, far }) : Object.entries({ far, near })) {
        const team = { AUTOJIT_REMOTE: url, AUTOJIT_REMOTE_TRUST: trust };
        const result = await firstRun(program, dev, team);
        if (result.made !== 0)
          throw new Failure(`${program.name} made ${result.made} functions on the second machine.`, {
            next: result.said,
          });
        const warm = await start(program, dev, team);
        if (round === 0) continue; // warms the file cache
        samples[way].push(result.wall);
        samples.warm.push(warm.wall);
        samples[`${way}Output`].push(result.output);
        samples.warmOutput.push(warm.output);
        [first, asked] = [result, askedOf(dev, url)];
      }
    }
    return {
      name: program.name,
      cold,
      first,
      asked,
      ...Object.fromEntries(Object.entries(samples).map(([k, v]) => [k, spread(v)])),
    };
  } finally {
    server.stop();
    wire.stop();
    fs.rmSync(place, { recursive: true, force: true });
  }
}

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const figure = ({ median, min, max }) => `${seconds(median)} (${seconds(min)} to ${seconds(max)})`;

/** As a table; `names` are words that a program's name has. */
export async function benchTeam(names, rounds, onLine) {
  fs.mkdirSync(base, { recursive: true });
  const chosen = programs.filter(({ name }) => names.length === 0 || names.some((n) => name.toLowerCase().includes(n)));
  const rows = [];
  for (const program of chosen) {
    onLine?.(program.name);
    const measured = await measureOne(program, rounds, { onLine, log: undefined });
    const { name, cold, first, asked, near, far, warm, nearOutput, farOutput, warmOutput } = measured;
    rows.push([
      ...[name, `${first.called}`, seconds(cold.wall), figure(near), figure(far), figure(warm)],
      (near.median / warm.median).toFixed(2),
      ...[
        figure(nearOutput),
        figure(farOutput),
        figure(warmOutput),
        (nearOutput.median / warmOutput.median).toFixed(2),
      ],
      ...[`${asked.requests}, ${Math.round(asked.received / 1000)} kB`],
    ]);
  }
  return {
    title: `First runs on a second machine, whole \`autojit run\`; ${SLOW_MS} ms are added to every answer by a proxy`,
    columns: [
      '',
      'called',
      'all made here',
      'first, loopback',
      `first, ${SLOW_MS} ms`,
      'warm',
      'loopback : warm',
      'first output, loopback',
      'first output, 50 ms',
      'first output, warm',
      'loopback : warm',
      'requests, received',
    ],
    rows,
  };
}
