// Makes the demonstration workspaces under .cache/workspaces: bzip2 built by AutoJIT, and as usual.
import { flags } from '../tooling/flags.mjs';
import { shown } from '../tooling/paths.mjs';
import { prepare } from '../tooling/prepare.mjs';
import { main, say } from '../tooling/steps.mjs';

const EXAMPLE_USED = 3;

const usage = `usage: node scripts/prepare.mjs [--example]

Fetches bzip2 1.0.8 (a Debian source package) and builds it twice, by AutoJIT and as usual, under .cache/workspaces.
  --example   use examples/pack instead; this also happens, with a message, where no source package can be had

Exit codes: 0 bzip2 is ready, ${EXAMPLE_USED} the example is ready in its place, 1 failed.`;

const options = flags(usage, { example: { type: 'boolean' } });
if (options) {
  await main(async () => {
    const { name, lazy, regular } = await prepare(options);
    say(`${name} is ready: ${shown(lazy)} (by AutoJIT), ${shown(regular)} (as usual).`);
    return name === 'bzip2' || options.example ? 0 : EXAMPLE_USED;
  });
}
