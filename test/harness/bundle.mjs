// The runners are TypeScript like everything else, and Node 20 runs JavaScript: esbuild bundles them on the way.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
const out = path.join(root, 'dist', 'test-runner');

const testsIn = (folder) =>
  readdirSync(path.join(root, 'test', folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(root, 'test', folder, name));

/** Bundles and runs the runner `name` with the tests of `suite`. */
export async function runHarness(name, suite = name) {
  for (const needed of ['extension.js', 'server.js', 'webview/graph.js']) {
    if (existsSync(path.join(root, 'dist', needed))) continue;
    console.error(`dist/${needed} is missing. Run "npm run build" first.`);
    process.exit(1);
  }
  process.env.AUTOJIT_ROOT = root;
  rmSync(path.join(out, name), { recursive: true, force: true });
  const common = { bundle: true, platform: 'node', target: 'node20', sourcemap: 'inline', logLevel: 'warning' };
  const runner = path.join(out, name, 'runner.mjs');
  await esbuild.build({
    ...common,
    entryPoints: [path.join(root, 'test', 'harness', `${name}.ts`)],
    format: 'esm',
    packages: 'external',
    outfile: runner,
  });
  await esbuild.build({
    ...common,
    entryPoints: testsIn(suite),
    // The extension host loads CommonJS; `vscode` is what it gives to extensions.
    ...(suite === 'integration'
      ? { format: 'cjs', external: ['vscode', 'mocha'] }
      : { format: 'esm', packages: 'external', outExtension: { '.js': '.mjs' } }),
    outdir: path.join(out, name, 'tests'),
  });
  process.env.AUTOJIT_TESTS = path.join(out, name, 'tests');
  const { main } = await import(pathToFileURL(runner).href);
  process.exitCode = await main(process.argv.slice(2));
}
