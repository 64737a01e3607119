import * as z from 'zod';

/** What agents may ask (`autojit mcp`, and language model tools of the editor): the runtime facts that reading sources does not give. */

const program = z.string().optional().describe('Path or name of the program; needed where there are several.');
const fn = z.string().describe('A function: its name, its signature, or its linker symbol.');
const run = z.string().optional().describe('Id of a run, from the tool "programs"; the last one where it is missing.');
const limit = z.int().min(1).max(200).default(40).describe('Most lines of the answer.');
const args = z.array(z.string()).default([]).describe('Arguments of the program.');

/** `runs`: it starts a program of the workspace, so a person is asked. */
export const AGENT_TOOLS = {
  programs: {
    runs: false,
    description:
      'Programs of the workspace that were built with AutoJIT, with their runs: ids, arguments, how they ended, how many functions ran.',
    input: z.object({}),
  },
  what_ran: {
    runs: false,
    description:
      'Functions that a run really called, in the order of their first calls, each with its first caller. No sampling: a function that is not listed did not run (eager ones, which are counted, excepted).',
    input: z.object({ program, run, limit, filter: z.string().optional().describe('Part of a name or of a path.') }),
  },
  first_caller: {
    runs: false,
    description: 'How a run came to a function for the first time: the chain of first callers from the start to it.',
    input: z.object({ program, run, function: fn }),
  },
  calls: {
    runs: false,
    description:
      'Callers or callees of a function with their certainty: direct, virtual (what the class hierarchy allows), candidate (a pointer of that type), and whether a run observed the call.',
    input: z.object({ program, run, function: fn, direction: z.enum(['callers', 'callees']), limit }),
  },
  why_eager: {
    runs: false,
    description: 'Why a function is compiled ahead of time, so that runs tell nothing of it, and what to do.',
    input: z.object({ program, function: fn }),
  },
  compare_runs: {
    runs: false,
    description:
      'What only one of two runs of a program called: where a failing input went another way than a good one.',
    input: z.object({ program, a: z.string(), b: z.string(), limit }),
  },
  tests: {
    runs: false,
    description: 'Unit tests that programs hold (GoogleTest, Catch2, doctest, Boost.Test, Rust).',
    input: z.object({ program, limit, filter: z.string().optional().describe('Part of a name.') }),
  },
  test_coverage: {
    runs: true,
    description: 'Runs tests, each in a process of its own, and tells how they ended and which functions they called.',
    input: z.object({ program, tests: z.array(z.string()).min(1).max(50), limit }),
  },
  run: {
    runs: true,
    description: 'Runs a program lazily and tells its end, the end of what it wrote, and how many functions ran.',
    input: z.object({
      program,
      args,
      seconds: z.int().min(1).max(600).default(60).describe('It is ended after them.'),
    }),
  },
  reload: {
    runs: true,
    description:
      'Has processes that run a program with hot reload ("autojit run --reload") take over what was built since, and tells what each did: what was exchanged, what waits for its next call, or why it was refused.',
    input: z.object({ program }),
  },
} as const;

export type AgentTool = keyof typeof AGENT_TOOLS;
export const AgentTool = z.enum(Object.keys(AGENT_TOOLS) as [AgentTool, ...AgentTool[]]);
