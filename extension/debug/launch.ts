import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import { parseEnvironment } from './environment-file.js';

export interface Launch {
  program: string;
  args: string[];
  /** With what the files and the options of AutoJIT say. */
  env: Record<string, string>;
}

const MESSAGES = {
  program: t('"program" must be the absolute path of a program built with AutoJIT'),
  args: t('"args" must be a list of strings'),
  env: t('"env" must be an object of strings'),
  envFile: t('"envFile" must be a path or a list of paths'),
  engine: t('"engine" must be auto, inprocess or daemon'),
  images: t('"images" must be true or false'),
  reload: t('"reload" must be true or false'),
  trace: t('"trace" must be true or false'),
};

const Fields = z.object({
  program: z.string().refine((file) => path.isAbsolute(file)),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  envFile: z.union([z.string().transform((file) => [file]), z.array(z.string())]).default([]),
  engine: z.enum(['auto', 'inprocess', 'daemon']).optional(),
  images: z.boolean().optional(),
  reload: z.boolean().optional(),
  trace: z.boolean().optional(),
});

/** Field by field, so that the message names the one that is wrong. */
export async function readLaunch(configuration: vscode.DebugConfiguration): Promise<Launch> {
  const parsed = Fields.safeParse(configuration);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path[0] as keyof typeof MESSAGES | undefined;
    const { name } = configuration;
    throw new UserError(
      field === undefined
        ? t('The launch configuration "{0}" is not valid.', name)
        : t('The launch configuration "{0}" is not valid: {1}.', name, MESSAGES[field]),
    );
  }
  const { program, args, env, envFile, engine, images, reload } = parsed.data;
  const files = await Promise.all(envFile.map((file) => environmentOf(file, configuration.name)));
  const options = {
    ...(engine !== undefined && { AUTOJIT_ENGINE: engine }),
    ...(images === false && { AUTOJIT_IMAGES: 'off' }),
    ...(reload === true && { AUTOJIT_RELOAD: '1' }),
  };
  return {
    program,
    args,
    env: { ...Object.assign({}, ...files), ...options, ...env } as Record<string, string>,
  };
}

async function environmentOf(file: string, name: string): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new UserError(t('The launch configuration "{0}" names an "envFile" that cannot be read: {1}.', name, file));
  }
  try {
    return parseEnvironment(text, file);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}
