// Flags of the scripts, with the messages people expect.
import { parseArgs } from 'node:util';
import { say } from './steps.mjs';

/** Parsed flags (and `words`, the arguments that are not flags), or undefined when the script has answered already (`--help`, a mistake) and should end. */
export function flags(usage, options, { positionals = false } = {}) {
  try {
    const parsed = parseArgs({
      options: { help: { type: 'boolean', short: 'h' }, ...options },
      allowPositionals: positionals,
    });
    if (!parsed.values.help) return { ...parsed.values, words: parsed.positionals };
    say(usage);
    process.exitCode = 0;
  } catch (error) {
    process.stderr.write(`${error.message.split('. ')[0]}.\n\n${usage}\n`);
    process.exitCode = 2;
  }
  return undefined;
}
