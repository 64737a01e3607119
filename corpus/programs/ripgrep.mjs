import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure, run } from '../../tooling/exec.mjs';
import { needs } from '../../tooling/packages.mjs';
import { toolchain } from '../../tooling/paths.mjs';

const profile = { O0: [], O2: ['--release'] };
const environment = (side) => ({
  RUST_BACKTRACE: '0',
  ...(side.kind === 'autojit' && { RUSTC_WRAPPER: path.join(toolchain, 'bin', 'autojit-rustc') }),
});
const cargo = (side) => ['test', '--locked', '--offline', ...profile[side.level]];

/** `test misc::single_file ... ok`, under the name of the program that has it. */
function results(output) {
  let program = '';
  return output.split('\n').flatMap((line) => {
    program = /^ +Running (?:unittests )?(\S+)/.exec(line)?.[1] ?? program;
    const [, name, end] = /^test (\S+) \.\.\. (ok|FAILED)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name: `${program}: ${name}`, passed: end === 'ok' }];
  });
}

export default {
  name: 'ripgrep',
  sources: [{ name: 'rust-ripgrep', version: '13.0.0' }],
  packages: needs.rust,
  about: 'ripgrep’s own tests (`cargo test`; its crates come from the registry; -O2 is `--release`)',
  async fetch([tarball], io) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-crates-'));
    try {
      await run('tar', ['-xf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner'], io);
      await run('cargo', ['fetch', '--locked'], { cwd: folder, ...io });
    } catch (error) {
      throw error instanceof Failure
        ? new Failure('its crates cannot be fetched from the registry.', { log: io.log })
        : error;
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
  build: (side) => side.build('cargo', [...cargo(side), '--no-run'], { env: environment(side) }),
  async test(side) {
    side.progress('cargo test');
    const file = path.join(side.folder, 'tests.log');
    const script = `cargo ${[...cargo(side), '--no-fail-fast'].join(' ')} > ${file} 2>&1`;
    await side.observe('sh', ['-c', script], { env: environment(side) });
    return results(fs.readFileSync(file, 'utf8'));
  },
};
