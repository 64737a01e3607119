import { AGENT_TOOLS, type AgentTool } from '../../protocol/agent-tools.js';
import { ProblemError } from '../support/problem.js';
import type { Workspace } from '../workspace/workspace.js';
import { ANSWERS } from './answers.js';
import { coverTests, reload, runProgram } from './runs.js';

/** The answer to one question of an agent; one that cannot be answered says why and what to do. `gone`: nobody waits for it any more. */
export async function ask(
  workspace: Workspace,
  tool: AgentTool,
  input: unknown,
  gone: AbortSignal,
): Promise<{ text: string; ok: boolean }> {
  const parsed = AGENT_TOOLS[tool].input.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { text: `${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'not valid'}`, ok: false };
  }
  try {
    return { text: (await answer(workspace, tool, parsed.data, gone)).join('\n'), ok: true };
  } catch (error) {
    if (error instanceof ProblemError) return { text: error.message, ok: false };
    throw error;
  }
}

function answer(workspace: Workspace, tool: AgentTool, input: object, gone: AbortSignal): string[] | Promise<string[]> {
  // Each handler has the schema of its own name, by which the input was just read.
  if (tool === 'run') return runProgram(workspace, input as Parameters<typeof runProgram>[1], gone);
  if (tool === 'test_coverage') return coverTests(workspace, input as Parameters<typeof coverTests>[1], gone);
  if (tool === 'reload') return reload(workspace, input);
  const handler = ANSWERS[tool] as (workspace: Workspace, input: object) => string[] | Promise<string[]>;
  return handler(workspace, input);
}
