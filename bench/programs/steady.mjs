// What code is worth once all of it is final: programs at -O2 that work for a while, beside their regular builds.
import fs from 'node:fs';
import path from 'node:path';
import json from '../../corpus/programs/json.mjs';
import lua from '../../corpus/programs/lua.mjs';
import zstd from '../../corpus/programs/zstd.mjs';
import { fetchUpstream } from '../../tooling/debian-source.mjs';
import { run } from '../../tooling/exec.mjs';
import { cache, toolchain } from '../../tooling/paths.mjs';
import { interleave, time } from '../measure.mjs';

const folder = path.join(cache, 'bench', 'steady');
const store = path.join(folder, 'store');
const compilers = {
  regular: { cc: 'clang-22', cxx: 'clang++-22' },
  lazy: { cc: path.join(toolchain, 'bin', 'autojit-clang'), cxx: path.join(toolchain, 'bin', 'autojit-clang++') },
};

/** Little but calls. */
const LUA_CALLS = `local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local text = {}
for i = 1, 300000 do text[#text + 1] = tostring(i):rep(2):sub(2, 5):upper() end
print(fib(30), #table.concat(text))
`;
/** Tables, strings, numbers, the collector. */
const LUA_MIXED = `local t = {}
for i = 1, 300000 do t[i] = (i * 7919) % 1000003 end
table.sort(t)
local words = {}
for i = 1, 200000 do words['k' .. t[i] % 5000] = (words['k' .. t[i] % 5000] or 0) + i / 3 end
local sum = 0
for k, v in pairs(words) do sum = sum + #k * v end
local s = string.rep('the quick brown fox ', 20000)
local count = select(2, s:gsub('%w+', function(w) return w:reverse() end))
print(count, sum > 0)
`;
/** Reads a document and writes it, a few times. */
const JSON_MAIN = `#include <nlohmann/json.hpp>
#include <cstdio>
int main() {
  nlohmann::json all = nlohmann::json::array();
  for (int i = 0; i < 20000; ++i)
    all.push_back({{"id", i}, {"name", "name " + std::to_string(i)}, {"share", i / 7.0}, {"tags", {"a", "b", i % 5}}, {"none", nullptr}});
  std::string text = all.dump();
  std::size_t size = 0;
  for (int round = 0; round < 8; ++round) {
    const auto read = nlohmann::json::parse(text);
    text = read.dump();
    for (const auto &one : read)
      size += one.at("name").get_ref<const std::string &>().size() + one.at("id").get<std::size_t>();
  }
  std::printf("%zu %zu\\n", text.size(), size);
}
`;
const SAMPLE_LINES = 200_000;
const sample = () =>
  Array.from(
    { length: SAMPLE_LINES },
    (_, i) => `${i} ${((i * 7919) % 10007).toString(36)} a line of words ${(i * i) % 997}`,
  ).join('\n');

/** Each builds one program, by which arguments it works is in the cases. */
const programs = [
  {
    of: lua,
    async build(side, source, { cc }, io) {
      const files = fs.readdirSync(path.join(source, 'src')).filter((name) => /\.c$/.test(name) && name !== 'luac.c');
      await io.run(cc, [
        '-O2',
        '-w',
        '-std=gnu99',
        '-DLUA_COMPAT_5_3',
        '-DLUA_USE_LINUX',
        ...files.map((name) => `src/${name}`),
        ...['-o', path.join(folder, `lua-${side}`), '-Wl,-E', '-lm', '-ldl'],
      ]);
    },
  },
  {
    of: json,
    async build(side, _source, { cxx }, io) {
      await io.run(cxx, [
        '-O2',
        '-w',
        '-std=c++17',
        '-Isingle_include',
        path.join(folder, 'json.cpp'),
        '-o',
        path.join(folder, `json-${side}`),
      ]);
    },
  },
  {
    of: zstd,
    async build(side, source, { cc }, io) {
      await io.run('make', ['-C', 'programs', 'clean']);
      await io.run('make', ['-C', 'programs', `CC=${cc}`, 'CFLAGS=-O2 -w', 'MOREFLAGS=', 'zstd']);
      fs.copyFileSync(path.join(source, 'programs', 'zstd'), path.join(folder, `zstd-${side}`));
      fs.chmodSync(path.join(folder, `zstd-${side}`), 0o755);
    },
  },
];

const cases = [
  { id: 'lua', program: 'lua', title: 'lua: tables, strings and numbers', args: ['mixed.lua'], goal: 1.02 },
  { id: 'lua-calls', program: 'lua', title: 'lua: a script that mostly calls', args: ['calls.lua'], goal: 1 },
  { id: 'json', program: 'json', title: 'json (C++): documents read and written', args: [], goal: 1.02 },
  { id: 'zstd', program: 'zstd', title: 'zstd -9: text packed', args: ['-q', '-9', '-c', 'sample'], goal: 1.02 },
];

async function buildAll(io) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'calls.lua'), LUA_CALLS);
  fs.writeFileSync(path.join(folder, 'mixed.lua'), LUA_MIXED);
  fs.writeFileSync(path.join(folder, 'json.cpp'), JSON_MAIN);
  fs.writeFileSync(path.join(folder, 'sample'), sample());
  for (const { of, build } of programs) {
    const [{ name, version }] = of.sources;
    const source = path.join(folder, `${of.name}-source`);
    fs.mkdirSync(source);
    const tarball = await fetchUpstream(name, version, io);
    await run('tar', ['-xf', tarball, '-C', source, '--strip-components=1', '--no-same-owner'], io);
    const inSource = { ...io, cwd: source, env: { ...process.env, AUTOJIT_STORE: store } };
    for (const [side, compiler] of Object.entries(compilers))
      await build(side, source, compiler, { run: (command, args) => run(command, args, inSource) });
  }
}

const at = (side, { program, args }, env = {}) =>
  time(path.join(folder, `${program}-${side}`), args, {
    cwd: folder,
    env: { AUTOJIT_STORE: store, AUTOJIT_ENGINE: 'inprocess', ...env },
  });

export async function steady(_options, step) {
  await step('Building lua, json and zstd', 'bench-steady', async (io) => {
    await buildAll(io);
    // All of it final, and kept: nothing is made any more when time is taken.
    for (const one of cases) await at('lazy', one, { AUTOJIT_TIERS: 'off' });
  });
  return cases.map((one) => ({
    id: `steady-${one.id}`,
    title: `${one.title}, -O2, all final, processor time`,
    unit: 'ms',
    of: ({ cpu }) => cpu,
    goals: { warm: { ratio: one.goal } },
    measure: (rounds, progress) =>
      interleave(2 * rounds, { regular: () => at('regular', one), warm: () => at('lazy', one) }, progress),
  }));
}
