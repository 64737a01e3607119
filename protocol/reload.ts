import * as z from 'zod';
import { ModuleId } from './manifest.js';

/**
 * Hot reload: what builds and running programs say of themselves (docs/formats.md, "Reload facts" and "Reload").
 */

const Count = z.int().nonnegative();
const Address = z.string().regex(/^0x[0-9a-f]+$/);

/** What one module's build is compared with: one JSON file per module, beside its manifest. Direction: plugin -> server, cli. */
export const ReloadFacts = z.object({
  format: z.literal('autojit-facts'),
  version: z.literal(1),
  /** Compiled with debug information: `layouts` has all types that functions and variables lead to. */
  types: z.boolean(),
  functions: z.array(
    z.object({
      /** Linker symbol. */
      name: z.string(),
      /** Equal digests of two builds, equal content. */
      digest: z.string(),
      /** Why it stays in the program; absent for a lazy function. */
      eager: z.string().optional(),
      /** Exists only where it is inlined. */
      inline: z.literal(true).optional(),
      always: z.literal(true).optional(),
      local: z.literal(true).optional(),
      /** IR function type. */
      type: z.string(),
      addressTaken: z.literal(true).optional(),
      instructions: Count,
      /** Functions and variables that it names. */
      uses: z.array(z.string()).optional(),
      /** Structures that it reaches into, without `struct`, `class` or `union`. */
      types: z.array(z.string()).optional(),
    }),
  ),
  variables: z.array(
    z.object({
      name: z.string(),
      /** What people call it; absent where that is the symbol. */
      display: z.string().optional(),
      /** Digest of its initial value. */
      value: z.string(),
      type: z.string(),
      size: Count,
      uses: z.array(z.string()).optional(),
      constant: z.literal(true).optional(),
      /** Its initial value holds addresses. */
      addresses: z.literal(true).optional(),
      /** A constant of the compiler's own, whose name is a number that moves with every edit. */
      numbered: z.literal(true).optional(),
      local: z.literal(true).optional(),
      threadLocal: z.literal(true).optional(),
    }),
  ),
  layouts: z.array(
    z.object({
      name: z.string(),
      size: Count,
      enumeration: z.literal(true).optional(),
      /** Three for each part: name, place (bits; an enumerator's value; a virtual function's place in its table), type. */
      parts: z.array(z.string()),
    }),
  ),
});
export type ReloadFacts = z.infer<typeof ReloadFacts>;
export type FunctionFacts = ReloadFacts['functions'][number];
export type VariableFacts = ReloadFacts['variables'][number];
export type LayoutFacts = ReloadFacts['layouts'][number];

/** What a patch says of itself, for the next one; the process only keeps it. Direction: server, cli -> program -> server, cli. */
export const PatchNotes = z.object({
  modules: z.array(
    z.object({
      /** Index of the module of the program that it took the place of; absent for a new one. */
      index: Count.optional(),
      id: ModuleId,
      source: z.string(),
      /** Of a new one: the other new one, of an earlier patch, that it took the place of. */
      instead: ModuleId.optional(),
    }),
  ),
  /** Functions that it brought: symbol, index among `modules`, number of the stub, IR function type, whether only that module knows it, place of its slot. */
  stubs: z.array(z.tuple([z.string(), Count, Count, z.string(), z.boolean(), Count])),
  /** Variables that it brought: symbol, index among `modules` (-1: of all), place in the data. */
  variables: z.array(z.tuple([z.string(), z.int(), Count])),
  /** What people call the exchanged functions, in the patch's order. */
  exchanged: z.array(z.string()),
});
export type PatchNotes = z.infer<typeof PatchNotes>;

/** A program that listens. Direction: program -> server, cli. */
export const ReloadState = z.object({
  format: z.literal('autojit-reload-state'),
  version: z.literal(1),
  pid: z.int().positive(),
  /** The program, and its libraries of which a function was called. */
  objects: z.array(
    z.object({
      /** As the kernel names the mapped file; it may be deleted. */
      path: z.string(),
      /** Where its module records are. */
      records: Address,
      modules: z.array(ModuleId),
      sources: z.array(z.string()),
      /** The newest first. */
      patches: z.array(
        z.object({
          data: Address,
          stubs: Address,
          /** Of `notes.exchanged`: those that were in use and have not been called since. */
          waiting: z.array(Count),
          notes: PatchNotes,
        }),
      ),
    }),
  ),
});
export type ReloadState = z.infer<typeof ReloadState>;
export type ReloadObject = ReloadState['objects'][number];
