import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { build, functionsOf, remarks, succeed, workspace } from './support.js';

/** The older of two versions of flang, where it is installed. */

const FLANG = 'flang-new-19';
const isHere = spawnSync(FLANG, ['--version']).status === 0;

describe.skipIf(!isHere)('needs flang 19 (Debian: flang-19)', () => {
  test('a program in Fortran, whose Makefile says gfortran', () => {
    const folder = workspace('fortran');
    expect(remarks(build(folder, ['make'], { AUTOJIT_FLANG: FLANG }))).toEqual([]);
    expect(functionsOf(folder, 'roots').lazy).toBeGreaterThan(2);
    expect(succeed(folder, ['./roots']).stdout).toContain('mean  1.6765');
  });
});
