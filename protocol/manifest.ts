import * as z from 'zod';

/**
 * The manifest: what the compiler plugin wrote about one module (docs/formats.md, "Manifest").
 * Direction: plugin -> server, cli. One JSON file per module, found by the module's id in the store.
 */

/** BLAKE3 of a module's bodies and options, 64 lower-case hex digits. The linked program carries it. */
export const ModuleId = z.string().regex(/^[0-9a-f]{64}$/);
export type ModuleId = z.infer<typeof ModuleId>;

/** Why a function was left in the object. `code` is stable; `text` is for people. */
export const EagerReason = z.object({ code: z.string().min(1), text: z.string().min(1) });
export type EagerReason = z.infer<typeof EagerReason>;

/** A call to a named function. `to` is a linker symbol, resolved in the same module first. */
export const DirectCall = z.object({
  to: z.string(),
  line: z.int().positive().optional(),
  count: z.int().positive(),
});

/**
 * A call through a pointer. `type` is the callee's IR function type, the key for candidates. A virtual call reads `slot`
 * of the table of its receiver; `class` is the receiver's class, mangled (`4Base`), absent where nothing tells it.
 * A virtual call without a slot goes through a pointer to a member.
 */
export const IndirectCall = z.object({
  type: z.string(),
  kind: z.enum(['pointer', 'virtual']),
  slot: z.int().nonnegative().optional(),
  class: z.string().optional(),
  line: z.int().positive().optional(),
});
export type IndirectCall = z.infer<typeof IndirectCall>;

/** A polymorphic C++ class that the module has a table or type information of. Names are mangled (`4Base`). */
export const ManifestClass = z.object({
  name: z.string().min(1),
  /** Other modules mean other classes by this name. */
  local: z.literal(true).optional(),
  /** Direct bases with their place in bytes, absent for a virtual base. Absent without type information (`-fno-rtti`). */
  bases: z.array(z.object({ name: z.string().min(1), offset: z.int().optional() })).optional(),
  /** Tables of virtual functions, each with the place in the object of the part that points to it. */
  tables: z.array(z.object({ offset: z.int(), slots: z.array(z.string().nullable()) })).optional(),
});
export type ManifestClass = z.infer<typeof ManifestClass>;

/** A function whose address a function hands on, so that a library, too, may call it. */
export const PassedFunction = z.object({
  /** Linker symbol. */
  name: z.string().min(1),
  /** Of the first place. */
  line: z.int().positive().optional(),
  /** Only as a part of a constant that is handed on, such as a class's table of virtual functions. */
  table: z.literal(true).optional(),
});
export type PassedFunction = z.infer<typeof PassedFunction>;

export const Linkage = z.enum(['external', 'internal', 'linkonce', 'weak']);
export type Linkage = z.infer<typeof Linkage>;

const FunctionCommon = z.object({
  /** Linker symbol. */
  name: z.string().min(1),
  /** Demangled name for people. */
  display: z.string().min(1),
  linkage: Linkage,
  /** Absolute source path and 1-based line of the definition; absent without debug info. */
  file: z.string().optional(),
  line: z.int().positive().optional(),
  /** IR instructions in the body as it was cut. */
  instructions: z.int().nonnegative(),
  /** IR function type, e.g. `i32 (ptr, i32)`. */
  type: z.string(),
  calls: z.array(DirectCall),
  indirect: z.array(IndirectCall),
  /** Absent where there are none. */
  passes: z.array(PassedFunction).optional(),
});

export const LazyFunction = FunctionCommon.extend({
  state: z.literal('lazy'),
  /** Index of the function's slot in its module; trace events name functions by it. */
  slot: z.int().nonnegative(),
});
export const EagerFunction = FunctionCommon.extend({
  state: z.literal('eager'),
  reason: EagerReason,
});
export const ManifestFunction = z.discriminatedUnion('state', [LazyFunction, EagerFunction]);
export type ManifestFunction = z.infer<typeof ManifestFunction>;

/** Another symbol by which a function of the module is called: `C1` of a constructor whose body is `C2`, say. */
export const FunctionAlias = z.object({
  name: z.string().min(1),
  /** Symbol of the function, which the module defines or declares. */
  of: z.string().min(1),
  linkage: Linkage,
});
export type FunctionAlias = z.infer<typeof FunctionAlias>;

export const MANIFEST_VERSION = 1;

export const Manifest = z.object({
  format: z.literal('autojit-manifest'),
  version: z.literal(MANIFEST_VERSION),
  module: ModuleId,
  /** The id that the bodies would have without debug info, which names folders; absent where they have none (or from plugins before it). */
  portable: ModuleId.optional(),
  /** e.g. `autojit 0.1.0, LLVM 22.1.8`. */
  producer: z.string(),
  /** Source path as the compiler was given it, and the directory it ran in. */
  source: z.string(),
  directory: z.string(),
  target: z.string(),
  level: z.enum(['O0', 'O1', 'O2', 'O3', 'Os', 'Oz']),
  debugInfo: z.boolean(),
  /**
   * Absolute paths of the files that the source includes, those of the system left out: an edit of any makes the program stale, whether it has
   * functions or not. Absent where they are not all known (and from plugins before it).
   */
  headers: z.array(z.string()).optional(),
  functions: z.array(ManifestFunction),
  /** Symbols whose address this module takes other than by calling them; with `classes`, also other than in their tables. */
  addressTaken: z.array(z.string()),
  /** Absent where there are none. */
  aliases: z.array(FunctionAlias).optional(),
  /** What people call functions that this module calls and does not define, by symbol; absent where that is the symbol. */
  names: z.record(z.string(), z.string()).optional(),
  /** Absent where the plugin knew of none. */
  classes: z.array(ManifestClass).optional(),
});
export type Manifest = z.infer<typeof Manifest>;
