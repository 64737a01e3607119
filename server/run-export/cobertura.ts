import { dirname } from 'node:path';
import { grouped } from '../support/grouped.js';
import type { Declaration, FileDeclarations } from './declarations.js';

/**
 * Cobertura's XML (coverage-04.dtd), which CI services read: a method for each function, whose one line is that of its definition. Files by
 * folder. What nobody can tell is not there.
 */
export function toCobertura(startedAt: number, files: readonly FileDeclarations[]): string {
  const known = files
    .map(({ file, declarations }) => ({ file, declarations: declarations.filter(({ ran }) => ran !== 'unknown') }))
    .filter(({ declarations }) => declarations.length > 0);
  const all = known.flatMap(({ declarations }) => declarations);
  const folders = grouped(known, ({ file }) => dirname(file));
  const covered = all.filter(({ ran }) => ran === 'ran').length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">',
    `<coverage ${rates(all)} lines-covered="${String(covered)}" lines-valid="${String(all.length)}" branches-covered="0" branches-valid="0" complexity="0" version="autojit" timestamp="${String(Math.round(startedAt))}">`,
    '<sources><source>/</source></sources>',
    '<packages>',
    ...[...folders].flatMap(([folder, own]) => [
      `<package name="${escape(folder)}" ${rates(own.flatMap(({ declarations }) => declarations))} complexity="0"><classes>`,
      ...own.flatMap(classOf),
      '</classes></package>',
    ]),
    '</packages>',
    '</coverage>',
    '',
  ].join('\n');
}

/** Paths are relative to the source `/`. */
function classOf({ file, declarations }: FileDeclarations): string[] {
  return [
    `<class name="${escape(file.slice(file.lastIndexOf('/') + 1))}" filename="${escape(file.replace(/^\//, ''))}" ${rates(declarations)} complexity="0">`,
    '<methods>',
    ...declarations.map(
      (one) =>
        `<method name="${escape(one.name)}" signature="" ${rates([one])} complexity="0"><lines>${lineOf(one)}</lines></method>`,
    ),
    '</methods>',
    `<lines>${declarations.map(lineOf).join('')}</lines>`,
    '</class>',
  ];
}

const lineOf = ({ line, ran }: Declaration): string =>
  `<line number="${String(line)}" hits="${ran === 'ran' ? '1' : '0'}" branch="false"/>`;

function rates(declarations: readonly Declaration[]): string {
  const ran = declarations.filter((one) => one.ran === 'ran').length;
  const rate = declarations.length === 0 ? 0 : ran / declarations.length;
  return `line-rate="${String(Math.round(rate * 1e4) / 1e4)}" branch-rate="0"`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}
