import fs from 'node:fs';
import path from 'node:path';

const scripts = path.join(import.meta.dirname, '..', 'lua');

/** Addresses and file names in a listing of bytecode are those of one run. */
const listing = (name) => ['-c', `../luac -l -l -o ${name}c ${name} | sed 's/0x[0-9a-f]*//g; s/ at [0-9a-f]*)/)/'`];

export default {
  name: 'lua',
  sources: [{ name: 'lua5.4', version: '5.4.4' }],
  about:
    'Lua scripts of ours that assert (Debian does not ship Lua’s own test-suite): run from source, compiled by `luac`, run from bytecode; listings of `luac -l -l`',
  build: (side) =>
    side.make([
      ...['linux', `CC=${side.cc} -std=gnu99`],
      `CFLAGS=${side.flags} -Wall -Wextra -DLUA_COMPAT_5_3 -DLUA_USE_LINUX`,
    ]),
  async test(side) {
    fs.cpSync(scripts, path.join(side.source, 'scripts'), { recursive: true });
    for (const name of ['lua', 'luac'])
      fs.copyFileSync(path.join(side.source, 'src', name), path.join(side.source, name));
    const cwd = 'scripts';
    const results = [];
    for (const name of fs.readdirSync(scripts).sort())
      results.push(
        await side.test(name, '../lua', [name], { cwd, compare: 'text' }),
        await side.test(`luac ${name}`, 'sh', listing(name), { cwd, compare: true }),
        await side.test(`${name} from bytecode`, '../lua', [`${name}c`], { cwd, compare: 'text' }),
        await side.test(
          `${name} with the generational collector`,
          '../lua',
          ['-e', 'collectgarbage("generational")', name],
          {
            cwd,
            compare: 'text',
          },
        ),
      );
    const odd = (title, args, status) => side.test(title, '../lua', args, { cwd, status, compare: 'text' });
    return [
      ...results,
      await odd('an error with its traceback', ['-e', 'local function f() error({}) end f()'], 1),
      await odd('an error in a coroutine', ['-e', 'coroutine.wrap(function() local x = nil; x.y = 1 end)()'], 1),
      await odd('a syntax error', ['-e', 'for in do'], 1),
      await odd('stack overflow', ['-e', 'local function f() return 1 + f() end print(pcall(f))'], 0),
      await odd('C stack overflow', ['-e', 'print(pcall(string.rep, "x", -1), load(("("):rep(300) .. "1"))'], 0),
    ];
  },
};
