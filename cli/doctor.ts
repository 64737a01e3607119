import { defaultStore } from '../server/support/user-folders.js';
import { checkTeamCache } from '../server/remote/check.js';
import { examine } from '../server/toolchain/doctor.js';
import { locateToolchain } from '../server/toolchain/locate.js';
import { columns } from './format/columns.js';
import { ExitCode } from './support/failure.js';

export async function doctor(options: { json?: boolean }): Promise<void> {
  const toolchain = locateToolchain();
  const machine = await examine({ toolchain, store: process.env['AUTOJIT_STORE'] || defaultStore(), env: process.env });
  const team = await checkTeamCache(process.env);
  const checks = [...machine, ...(team ? [team] : [])];
  const broken = checks.filter((check) => check.required && !check.ok);
  if (options.json) console.log(JSON.stringify(checks, null, 2));
  else {
    const rows = checks.map((check) => [
      check.ok ? '✓' : check.required ? '✗' : '–',
      check.name,
      check.version ?? '',
      check.help ?? [check.path, check.note].filter((part) => part !== undefined).join(': '),
    ]);
    for (const line of columns(rows, [0, 1, 2, 3])) console.log(line);
    console.log(broken.length === 0 ? '\nReady.' : `\nMissing: ${broken.map((check) => check.name).join(', ')}.`);
  }
  if (broken.length > 0) process.exitCode = ExitCode.failed;
}
