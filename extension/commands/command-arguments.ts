import * as vscode from 'vscode';
import * as z from 'zod';
import { StartOptions } from '../../protocol/tests.js';
import type { ServerClient } from '../model/client.js';
import { CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';

/** What commands are called with: from lenses and hovers [path, …], from the trees [item, selected items], from the palette []. */

export const ProgramArgument = z
  .union([z.string(), z.object({ program: z.union([z.string(), z.object({ path: z.string() })]) })])
  .transform((value) => (typeof value === 'string' ? value : value.program))
  .transform((value) => (typeof value === 'string' ? value : value.path))
  .optional()
  .catch(undefined);

export const FunctionArgument = z.object({ program: z.string(), fn: z.object({ id: z.string() }) });

/** From the lens of a test. What VS Code puts behind a tree's item is none. */
export const OptionsArgument = StartOptions.optional().catch(undefined);

export const RunArgument = z.object({ run: z.object({ id: z.string(), program: z.string(), name: z.string() }) });

export const ProcessArgument = z.object({ run: z.string(), process: z.object({ pid: z.int() }) });

export interface NamedFunction {
  program: string;
  id: string;
}

/** From a lens [program, id], from the tree [item], or the function at the cursor. */
export async function functionArgument(client: ServerClient, program: unknown, id: unknown): Promise<NamedFunction> {
  if (typeof program === 'string' && typeof id === 'string') return { program, id };
  const item = FunctionArgument.safeParse(program);
  if (item.success) return { program: item.data.program, id: item.data.fn.id };
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError(t('Open a source file and place the cursor in a function first.'));
  const place = { file: editor.document.uri.fsPath, line: editor.selection.active.line + 1 };
  const found = await client.request('functionAt', place);
  if (!found)
    throw new UserError(t('There is no function of a program built with AutoJIT at the cursor.'), CHOICES.build);
  return found;
}
