import { readFile } from 'node:fs/promises';
import { ReloadFacts, type FunctionFacts, type VariableFacts } from '../../protocol/reload.js';
import { findManifest } from '../program/store.js';
import { Refusal } from './refusal.js';

/** One build of a module, as the store has it. */
export interface ModuleBuild {
  id: string;
  source: string;
  /** Slots by symbol, in their order. */
  slots: ReadonlyMap<string, number>;
  imports: readonly string[];
  directImports: number;
  /** 0: no function is inlined into another, but where the source demands it. */
  level: number;
  types: boolean;
  functions: ReadonlyMap<string, FunctionFacts>;
  variables: ReadonlyMap<string, VariableFacts>;
  layouts: ReloadFacts['layouts'];
}

const HEADER_SIZE = 40;
const BODY_MAGIC = 0x31424a41;

/** Reads builds of modules; an id is the hash of its content, so what was read stays true. */
export class ModuleBuilds {
  private readonly known = new Map<string, Promise<ModuleBuild>>();
  private readonly wanted = new Set<string>();

  read(id: string, source: string, stores: readonly string[]): Promise<ModuleBuild> {
    this.wanted.add(id);
    const known = this.known.get(id) ?? readBuild(id, source, stores);
    this.known.set(id, known);
    known.catch(() => this.known.delete(id));
    return known;
  }

  /** What nobody wanted since the last time is not kept: of each build that a program ran, only the newest ones are compared again. */
  forgetUnread(): void {
    for (const id of this.known.keys()) if (!this.wanted.has(id)) this.known.delete(id);
    this.wanted.clear();
  }
}

async function readBuild(id: string, source: string, stores: readonly string[]): Promise<ModuleBuild> {
  const found = await findManifest(id, stores);
  if (!found) throw new Refusal(`the store does not have this build of ${source}; rebuild, and start the program anew`);
  const [body, text] = await Promise.all([
    readFile(found.path.replace(/\.json$/, '.body')),
    readFile(found.path.replace(/\.json$/, '.facts'), 'utf8').catch(() => undefined),
  ]);
  if (text === undefined) {
    throw new Refusal(
      `${source} was built by a version of AutoJIT that did not reload; rebuild, and start the program anew`,
    );
  }
  const facts = factsIn(text, source);
  return {
    id,
    source,
    ...namesIn(body, source),
    types: facts.types,
    functions: new Map(facts.functions.map((f) => [f.name, f])),
    variables: new Map(facts.variables.map((v) => [v.name, v])),
    layouts: facts.layouts,
  };
}

function factsIn(text: string, source: string): ReloadFacts {
  try {
    return ReloadFacts.parse(JSON.parse(text));
  } catch {
    throw new Refusal(
      `the facts of ${source} in the store are damaged, or of another version; delete the store and rebuild`,
    );
  }
}

const damaged = (source: string): Refusal =>
  new Refusal(`the body file of ${source} in the store is damaged; delete the store and rebuild`);

/** The head of a body file (toolchain/include/autojit/body.h). */
function namesIn(body: Buffer, source: string): Pick<ModuleBuild, 'slots' | 'imports' | 'directImports' | 'level'> {
  if (body.length < HEADER_SIZE || body.readUInt32LE(0) !== BODY_MAGIC || body.readUInt32LE(4) !== 1) {
    throw damaged(source);
  }
  const functions = body.readUInt32LE(8);
  const imports = body.readUInt32LE(12);
  const strings = body.readUInt32LE(20);
  // Each begins where the one before it ends.
  const names = body.toString('utf8', strings, strings + body.readUInt32LE(24)).split('\0');
  if (names.length <= functions + imports) throw damaged(source);
  return {
    slots: new Map(names.slice(0, functions).map((name, slot) => [name, slot])),
    imports: names.slice(functions, functions + imports),
    directImports: body.readUInt32LE(16),
    level: body.readUInt32LE(36) & 0xff,
  };
}
