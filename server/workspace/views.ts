import type { SearchResult } from '../../protocol/search.js';
import type { PackedMap } from '../../protocol/packed-map.js';
import type { RunTree } from '../../protocol/views.js';
import { plainLabels } from '../picture/plain-labels.js';
import { packedMapOf } from '../picture/program-map.js';
import { runTreeOf } from '../picture/run-tree.js';
import { searchFunctions } from '../picture/search.js';
import type { ViewInput } from '../picture/view-input.js';
import { partsOf } from '../parts/parts.js';
import type { Program } from '../program/program.js';
import type { OwnCode } from './own-code.js';
import type { RunRegistry } from './run-registry.js';

/** The run tree and the map: both from the program, its parts, and the run that is shown (absent: the latest). */
export class ProgramViews {
  constructor(
    private readonly runs: RunRegistry,
    private readonly ownCode: OwnCode,
  ) {}

  async runTree(program: Program, run?: string): Promise<RunTree> {
    await this.ownCode.refresh(program);
    return runTreeOf(this.input(program, run));
  }

  async map(program: Program, run?: string): Promise<PackedMap> {
    await this.ownCode.refresh(program);
    return packedMapOf(this.input(program, run));
  }

  async search(program: Program, text: string, run?: string): Promise<SearchResult> {
    await this.ownCode.refresh(program);
    return searchFunctions(this.input(program, run), text);
  }

  labels(program: Program, ids: readonly string[]): string[] {
    const { graph } = program;
    const indices = ids.map((id) => graph.find(id) ?? -1);
    const labels = plainLabels(graph, this.ownCode.of(program), indices);
    return indices.map((index) => labels.get(index) ?? '');
  }

  private input(program: Program, id: string | undefined): ViewInput {
    const { overlay, run } = this.runs.overlay(program, id);
    const owners = this.ownCode.of(program);
    return {
      program: { path: program.path, builtAt: program.file.builtAt },
      graph: program.graph,
      owners,
      parts: partsOf(program.graph, owners),
      overlay,
      run: run?.summary() ?? (id === undefined ? undefined : this.runs.summaries().find((one) => one.id === id)),
    };
  }
}
