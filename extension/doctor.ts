import type { ToolCheck } from '../protocol/lsp.js';

/** The toolchain's health as text that a person can paste into a bug report. */
export function doctorReport(tools: readonly ToolCheck[], facts: Record<string, string>): string {
  const checks = tools.map(({ name, ok, version, path, help, required }) => {
    const mark = ok ? 'ok     ' : required ? 'MISSING' : 'absent ';
    return [`${mark}  ${name}`, version, path, help].filter((part) => part !== undefined).join('  ');
  });
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
  return ['AutoJIT toolchain', '', ...checks, '', ...lines, ''].join('\n');
}
