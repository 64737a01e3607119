import * as vscode from 'vscode';
import type { CoveredFile } from '../../protocol/tests.js';
import type { ServerClient } from '../model/client.js';
import type { TestTree } from './test-tree.js';

/** Functions alone: what ran inside of one is not known. No statements means none that VS Code would count. */
class FunctionCoverage extends vscode.FileCoverage {
  constructor(
    readonly session: string,
    readonly covered: CoveredFile,
    tests: vscode.TestItem[],
  ) {
    const ran = covered.declarations.filter((one) => one.ran).length;
    const declarations = new vscode.TestCoverageCount(ran, covered.declarations.length);
    super(vscode.Uri.file(covered.file), new vscode.TestCoverageCount(0, 0), undefined, declarations, tests);
  }
}

export async function addCoverage(
  run: vscode.TestRun,
  tree: TestTree,
  client: ServerClient,
  session: { id: string; program: string },
): Promise<vscode.FileCoverage[]> {
  const files = await client.request('testCoverage', { session: session.id });
  return files.map((file) => {
    const tests = file.tests.flatMap((name) => tree.find(session.program, name) ?? []);
    const coverage = new FunctionCoverage(session.id, file, tests);
    run.addCoverage(coverage);
    return coverage;
  });
}

export const loadDetails = (coverage: vscode.FileCoverage): vscode.FileCoverageDetail[] =>
  coverage instanceof FunctionCoverage ? detailsOf(coverage.covered) : [];

/** The same of a single test. */
export async function loadDetailsOf(
  client: ServerClient,
  tree: TestTree,
  coverage: vscode.FileCoverage,
  item: vscode.TestItem,
): Promise<vscode.FileCoverageDetail[]> {
  const test = tree.of(item);
  if (!test || !(coverage instanceof FunctionCoverage)) return [];
  const { session, covered } = coverage;
  const files = await client.request('testCoverage', { session, test: test.name });
  return files.filter(({ file }) => file === covered.file).flatMap(detailsOf);
}

/**
 * VS Code lists declarations and draws statements alone into the editor. So the line that a function begins at is one as
 * well, which is as true: it ran if the function did. The counts of statements stay at none.
 */
function detailsOf({ declarations }: CoveredFile): vscode.FileCoverageDetail[] {
  return declarations.flatMap(({ name, line, ran }) => {
    const place = new vscode.Position(line - 1, 0);
    return [new vscode.DeclarationCoverage(name, ran, place), new vscode.StatementCoverage(ran, place)];
  });
}
