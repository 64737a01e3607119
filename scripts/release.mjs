// Makes everything that a release consists of. It uploads nothing: .github/workflows/release.yml does that with what is here.
import fs from 'node:fs';
import path from 'node:path';
import { capture, Failure } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { root, shown, toolchain } from '../tooling/paths.mjs';
import { channelOf, makeRelease } from '../tooling/release.mjs';
import { main, say, step } from '../tooling/steps.mjs';
import { makeVsix } from '../tooling/vsix.mjs';

const usage = `usage: node scripts/release.mjs [--tag vX.Y.Z] [--out DIR]

Makes VSIX, toolchain archive, bill of materials (CycloneDX), checksums and release notes from what is built in dist/. Run "npm run build" before.
  --tag   what is released; it has to be the version of package.json (the default), which CHANGELOG.md has a section about
  --out   dist/release by default; it is emptied first

An odd minor version is packed for VS Code's pre-release channel. Nothing is published.`;

/** What the toolchain's programs have of others inside: it is linked with LLVM's static libraries. */
function libraries() {
  const version = capture('llvm-config-22', ['--version'])?.trim();
  if (version === undefined)
    throw new Failure('llvm-config-22 is not there, so the version of LLVM that was linked is unknown.');
  const license = { licenses: [{ expression: 'Apache-2.0 WITH LLVM-exception' }] };
  return [{ name: 'LLVM', version, ...license }];
}

async function release({ tag, out }) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const changelog = fs.readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
  if (!fs.existsSync(toolchain))
    throw new Failure(`${shown(toolchain)} is not there.`, { next: 'run `npm run build` first.' });
  const folder = path.resolve(out ?? path.join(root, 'dist', 'release'));
  let names = [];
  await step('Making the release', 'release', 'read the log; nothing was published.', async (io) => {
    names = await makeRelease(
      {
        tag: tag ?? `v${manifest.version}`,
        out: folder,
        ...{ manifest, changelog, toolchain, libraries: libraries() },
        makeVsix: (file, channel, packages) => makeVsix(io, { file, channel, packages }),
      },
      io,
    );
  });
  for (const name of names)
    say(`  ${shown(path.join(folder, name))}  ${(fs.statSync(path.join(folder, name)).size / 1e6).toFixed(1)} MB`);
  say(`Version ${manifest.version}, ${channelOf(manifest.version)}.`);
  return 0;
}

const options = flags(usage, { tag: { type: 'string' }, out: { type: 'string' } });
if (options) await main(() => release(options));
