// Fetches a Debian source package with source lists of our own: the machine's lists, caches and settings stay as they are.
import fs from 'node:fs';
import path from 'node:path';
import { Failure, capture, run } from './exec.mjs';
import { cache } from './paths.mjs';

/** A field of a deb822 stanza with its continuation lines (a key may be written out in place). */
const field = (text, name) => new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t].*)*)`, 'mi').exec(text)?.[1].trimEnd();

/** The archives that a list names as { uri, suite, signedBy }: in deb822 form (`.sources`) or one line each. */
export function parseList(text, isDeb822) {
  const plain = text.replaceAll(/^[ \t]*#.*\n?/gm, '');
  return isDeb822 ? fromStanzas(plain) : fromLines(plain);
}

function archives() {
  const folder = '/etc/apt/sources.list.d';
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
  return [...names, '/etc/apt/sources.list']
    .filter((file) => /\.(sources|list)$/.test(file) && fs.existsSync(file))
    .flatMap((file) => parseList(fs.readFileSync(file, 'utf8'), file.endsWith('.sources')));
}

function fromStanzas(text) {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const words = (name) => (field(stanza, name) ?? '').split(/\s+/).filter(Boolean);
    if (!words('Components').includes('main') || field(stanza, 'Enabled') === 'no') return [];
    return words('URIs').flatMap((uri) =>
      words('Suites').map((suite) => ({ uri, suite, signedBy: field(stanza, 'Signed-By') })),
    );
  });
}

function fromLines(text) {
  return [...text.matchAll(/^deb(?:-src)?[ \t]+(?:\[([^\]]*)\][ \t]+)?(\S+)[ \t]+(\S+)[ \t]+(.*)$/gm)]
    .filter(([, , , , components]) => components.split(/\s+/).includes('main'))
    .map(([, options, uri, suite]) => ({ uri, suite, signedBy: /signed-by=(\S+)/.exec(options ?? '')?.[1] }));
}

/** Only the release itself: updates and security suites hold changes, and other archives hold no Debian sources. */
function releaseSources() {
  const codename = /^VERSION_CODENAME=(\S+)/m.exec(fs.readFileSync('/etc/os-release', 'utf8'))?.[1];
  const seen = new Map();
  for (const archive of archives()) {
    if (archive.suite === codename || /^(old)*stable$|^testing$|^unstable$|^sid$/.test(archive.suite))
      seen.set(`${archive.uri} ${archive.suite}`, archive);
  }
  return [...seen.values()];
}

const stanza = ({ uri, suite, signedBy }) =>
  `Types: deb-src\nURIs: ${uri}\nSuites: ${suite}\nComponents: main\n${signedBy ? `Signed-By: ${signedBy}\n` : ''}`;

/** Downloads the upstream tar ball alone, not Debian's changes to it, `<name>_<version>.orig.tar.*` (apt checks its signature and hash) and returns its path. */
export async function fetchUpstream(name, version, io) {
  const folder = path.join(cache, 'sources');
  const have = () =>
    fs.existsSync(folder)
      ? fs.readdirSync(folder).find((file) => file.startsWith(`${name}_${version}.orig.tar.`) && !/\.asc$/.test(file))
      : undefined;
  const existing = have();
  if (existing) return path.join(folder, existing);

  const sources = releaseSources();
  if (sources.length === 0)
    throw new Failure('the package lists of this machine name no Debian release to take the source from.');
  const apt = path.join(cache, 'apt');
  for (const part of ['lists/partial', 'cache/archives/partial', 'sources', 'download'])
    fs.mkdirSync(path.join(apt, part), { recursive: true });
  fs.writeFileSync(path.join(apt, 'sources', 'debian.sources'), sources.map(stanza).join('\n'));
  const own = [
    ['Dir::Etc::sourcelist', '/dev/null'],
    ['Dir::Etc::sourceparts', path.join(apt, 'sources')],
    ['Dir::State::lists', path.join(apt, 'lists')],
    ['Dir::Cache', path.join(apt, 'cache')],
    ['Acquire::Languages', 'none'],
    // As root apt would drop to a user that may not enter this folder, and warn.
    ['APT::Sandbox::User', process.getuid() === 0 ? 'root' : ''],
  ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  await run('apt-get', [...own, 'update'], { title: 'apt-get update', ...io });
  const download = path.join(apt, 'download');
  const exact = (capture('apt-cache', [...own, 'showsrc', name]) ?? '')
    .split('\n')
    .filter((line) => line.replace(/^(Version: )\d+:/, '$1').startsWith(`Version: ${version}-`))
    .map((line) => line.slice(9));
  if (exact.length === 0)
    throw new Failure(`the source lists of this machine's archives do not offer ${name} ${version}.`);
  await run('apt-get', [...own, 'source', '--download-only', '--tar-only', `${name}=${exact[0]}`], {
    title: 'apt-get source',
    cwd: download,
    ...io,
  });
  fs.mkdirSync(folder, { recursive: true });
  for (const file of fs.readdirSync(download)) fs.renameSync(path.join(download, file), path.join(folder, file));
  const file = have();
  if (!file)
    throw new Failure(`apt fetched the source package of ${name}, but no ${name}_${version}.orig.tar.* came with it.`);
  return path.join(folder, file);
}
