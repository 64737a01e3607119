// What a release consists of, put into a folder: nothing is uploaded from here.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Failure, run } from './exec.mjs';

/** VS Code's channels: an odd minor version is a pre-release, an even one is for everybody. */
export const channelOf = (version) => (Number(version.split('.')[1]) % 2 === 1 ? 'pre-release' : 'stable');

/** The section of CHANGELOG.md about one version, without its heading. */
export function sectionOf(changelog, version) {
  const [, section] = changelog.split(new RegExp(`^## ${version.replaceAll('.', '\\.')}(?![.\\d]).*$`, 'm'));
  return section?.split(/^## /m)[0].trim() || undefined;
}

/** Says what is wrong with releasing `tag` from this state; undefined when nothing is. */
export function objection(tag, { version }, changelog) {
  if (tag !== `v${version}`) return `the tag is ${tag}, and package.json has version ${version}.`;
  if (sectionOf(changelog, version) === undefined) return `CHANGELOG.md has no section "## ${version}".`;
  return undefined;
}

/** CycloneDX 1.5: what is inside the VSIX and the toolchain. `packages`: what `scripts/bundle.mjs --packages` wrote. */
export function billOfMaterials({ name, version, license }, packages, libraries) {
  const npm = packages.map((one) => ({
    type: 'library',
    name: one.name,
    version: one.version,
    purl: `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`,
    ...(one.license && { licenses: [{ expression: one.license }] }),
  }));
  const linked = libraries.map((one) => ({ type: 'library', ...one }));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', name, version, licenses: [{ expression: license }] } },
    components: [...npm, ...linked],
  };
}

/** Lines of `sha256sum`, which checks them with `-c`. */
export function checksums(folder, names) {
  const lines = names.map((name) => {
    const hash = crypto.createHash('sha256').update(fs.readFileSync(path.join(folder, name)));
    return `${hash.digest('hex')}  ${name}\n`;
  });
  return lines.join('');
}

/** The same bytes for the same files, whoever packs them and when. */
export async function packToolchain(toolchain, file, name, io) {
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name', '--mtime=@0'];
  const rename = `--transform=s,^\\.,${name},`;
  await run('tar', ['-czf', file, ...owner, rename, '-C', toolchain, '.'], { env: { GZIP: '-n' }, ...io });
}

/**
 * Makes all parts of a release in `out` and returns their names. `makeVsix(file, channel, packages)` writes the extension and the list of
 * its packages; `libraries`: what is linked into the toolchain.
 */
export async function makeRelease({ tag, out, manifest, changelog, toolchain, libraries, makeVsix }, io) {
  const why = objection(tag, manifest, changelog);
  if (why) throw new Failure(why, { next: 'set the version, write its section, and tag that commit.' });
  const { name, version } = manifest;
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  const archive = `${name}-toolchain-${version}-linux-x64`;
  const names = [`${name}-${version}-linux-x64.vsix`, `${archive}.tar.gz`, 'sbom.cdx.json'];
  const [vsix, packed, sbom] = names.map((one) => path.join(out, one));
  const list = path.join(out, 'packages.json');
  await makeVsix(vsix, channelOf(version), list, io);
  await packToolchain(toolchain, packed, archive, io);
  const bill = billOfMaterials(manifest, JSON.parse(fs.readFileSync(list, 'utf8')), libraries);
  fs.writeFileSync(sbom, `${JSON.stringify(bill, null, 2)}\n`);
  fs.rmSync(list);
  fs.writeFileSync(path.join(out, 'SHA256SUMS'), checksums(out, names));
  fs.writeFileSync(path.join(out, 'notes.md'), `${sectionOf(changelog, version)}\n`);
  return [...names, 'SHA256SUMS', 'notes.md'];
}
