import { join } from 'node:path';
import { entryOf } from '../call-graph/entry.js';
import type { CallGraph } from '../call-graph/model.js';
import { ownershipOf, type Ownership, type OwnRules } from '../call-graph/ownership.js';
import { thirdPartyOf, type ThirdParty } from '../choices/third-party.js';
import type { Program } from '../program/program.js';

/** Texts of files `autojit.toml` are not read again sooner. */
const FRESH_MS = 2000;

/** Whose code is whose: from the folders that are opened, a setting, and what files `autojit.toml` say. */
export class OwnCode {
  /** The setting `autojit.thirdParty`. */
  private setting: readonly string[] = [];
  private readonly written = new Map<string, { at: number; folders: ThirdParty[] }>();

  constructor(private readonly roots: readonly string[]) {}

  set thirdParty(folders: readonly string[]) {
    this.setting = folders;
  }

  /** Reads the files that a program's sources heed, unless that was a moment ago. */
  async refresh(program: Program): Promise<void> {
    const known = this.written.get(program.path);
    if (known && Date.now() - known.at < FRESH_MS) return;
    const entry = program.graph.functions[entryOf(program.graph) ?? 0];
    const sources = [...this.roots.map((root) => join(root, 'x')), ...(entry ? [entry.source] : [])];
    const folders = await thirdPartyOf(sources);
    this.written.set(program.path, { at: Date.now(), folders });
  }

  of({ path, graph }: Program): Ownership {
    return this.ofGraph(path, graph);
  }

  /** Of a build that may be an older one. */
  ofGraph(program: string, graph: CallGraph): Ownership {
    return ownershipOf(graph, this.rules(program));
  }

  private rules(program: string): OwnRules {
    const named = this.roots.flatMap((base) => this.setting.map((pattern) => ({ base, pattern })));
    return { roots: this.roots, thirdParty: [...named, ...(this.written.get(program)?.folders ?? [])] };
  }
}
