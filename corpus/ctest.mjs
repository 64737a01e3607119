// Runs what CMake knows as tests; each is one result.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../tooling/exec.mjs';

const attribute = (text, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];

/** The test cases of a JUnit file as results. */
export function resultsOfJUnit(xml) {
  return [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, head, body = '']) => ({
    name: attribute(head, 'name'),
    passed: attribute(head, 'status') === 'run',
    ...(attribute(head, 'status') !== 'run' && {
      says: attribute(body, 'message') || attribute(head, 'status'),
      stdout: body.slice(-2000),
    }),
  }));
}

export async function ctest(side, folder) {
  const file = path.join(side.folder, 'ctest.xml');
  const args = ['--test-dir', folder, '--timeout', '300', `-j${side.jobs}`, '--output-junit', file];
  const seen = await side.observe('ctest', args, { timeout: 30 * 60_000 });
  if (!fs.existsSync(file)) throw new Failure(`ctest left no results behind: ${seen.stderr || seen.stdout}`);
  return resultsOfJUnit(fs.readFileSync(file, 'utf8'));
}
