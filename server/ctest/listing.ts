import type { CTestInfo } from '../../protocol/ctest.js';

/** One test of a build folder, as CTest lists it. */
export interface Entry {
  name: string;
  command: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  disabled: boolean;
  /** Where `add_test` stands. */
  place?: { file: string; line: number };
}

/** Tests whose commands are known; `environment`: what they would inherit. */
export function entriesOf(
  { tests, backtraceGraph: { files, nodes } }: CTestInfo,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Entry[] {
  return tests.flatMap(({ name, command, backtrace, properties = [] }) => {
    if (!command) return [];
    const property = new Map(properties.map((one) => [one.name, one.value]));
    const node = backtrace === undefined ? undefined : nodes[backtrace];
    const file = node && files[node.file];
    const cwd = property.get('WORKING_DIRECTORY');
    return {
      ...{ name, command, cwd: typeof cwd === 'string' ? cwd : folder },
      env: {
        ...Object.fromEntries(texts(property.get('ENVIRONMENT')).flatMap(assignment)),
        ...modified(texts(property.get('ENVIRONMENT_MODIFICATION')), environment),
      },
      disabled: property.get('DISABLED') === true,
      ...(file !== undefined && node?.line !== undefined && { place: { file, line: node.line } }),
    };
  });
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function assignment(text: string): [string, string][] {
  const at = text.indexOf('=');
  return at < 1 ? [] : [[text.slice(0, at), text.slice(at + 1)]];
}

/** `NAME=operation:value`; cmake-properties(7). */
function modified(changes: readonly string[], environment: NodeJS.ProcessEnv): Record<string, string> {
  const result: Record<string, string> = {};
  for (const change of changes) {
    const [, name = '', operation = '', value = ''] = /^([^=]+)=(\w+):([^]*)$/.exec(change) ?? [];
    const before = result[name] ?? environment[name] ?? '';
    const made = madeOf(operation, before, value, environment[name]);
    if (made !== undefined) result[name] = made;
  }
  return result;
}

function madeOf(operation: string, before: string, value: string, original: string | undefined): string | undefined {
  const separator = operation.startsWith('path_list') ? ':' : operation.startsWith('cmake_list') ? ';' : '';
  if (operation === 'set') return value;
  if (operation === 'reset') return original;
  if (operation === 'unset') return '';
  const glue = before === '' ? '' : separator;
  if (operation.endsWith('_append')) return before + glue + value;
  return operation.endsWith('_prepend') ? value + glue + before : undefined;
}
