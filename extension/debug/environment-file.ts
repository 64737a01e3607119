/**
 * Files of environment variables as debuggers and containers read them: `NAME=value` lines, `#` comments, `export` before the
 * name; in double quotes `\n` and the like stand for what they are in C, in single quotes everything is itself.
 */
export function parseEnvironment(text: string, file: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`${file}:${index + 1}: this is not NAME=value.`);
    variables[name] = valueOf(value);
  }
  return variables;
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

function valueOf(raw: string): string {
  const [, quoted] = /^'([^']*)'(?:\s*#.*)?$/.exec(raw) ?? [];
  if (quoted !== undefined) return quoted;
  const [, escaped] = /^"((?:\\.|[^"\\])*)"(?:\s*#.*)?$/.exec(raw) ?? [];
  if (escaped !== undefined) return escaped.replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);
  return raw.replace(/\s+#.*$/, '');
}
