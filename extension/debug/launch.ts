import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../window/messages.js';
import { parseEnvironment } from './environment-file.js';

export interface Launch {
  program: string;
  args: string[];
  /** With what the files and the options of AutoJIT say. */
  env: Record<string, string>;
}

const MESSAGES = {
  program: 'needs "program": the path of a program built with AutoJIT',
  args: 'has "args" that are not a list of strings',
  env: 'has an "env" that is not an object of strings',
  envFile: 'has an "envFile" that is neither a path nor a list of paths',
  engine: 'has an "engine" other than auto, inprocess and daemon',
  images: 'has "images" that are neither true nor false',
  trace: 'has a "trace" that is neither true nor false',
};

const Fields = z.object({
  program: z.string().refine((file) => path.isAbsolute(file)),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  envFile: z.union([z.string().transform((file) => [file]), z.array(z.string())]).default([]),
  engine: z.enum(['auto', 'inprocess', 'daemon']).optional(),
  images: z.boolean().optional(),
  trace: z.boolean().optional(),
});

/** Field by field, so that the message names the one that is wrong. */
export async function readLaunch(configuration: vscode.DebugConfiguration): Promise<Launch> {
  const where = `The launch configuration "${configuration.name}"`;
  const parsed = Fields.safeParse(configuration);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path[0] as keyof typeof MESSAGES | undefined;
    throw new UserError(`${where} ${field === undefined ? 'is not valid' : MESSAGES[field]}.`);
  }
  const { program, args, env, envFile, engine, images } = parsed.data;
  const files = await Promise.all(envFile.map((file) => environmentOf(file, where)));
  const options = {
    ...(engine !== undefined && { AUTOJIT_ENGINE: engine }),
    ...(images === false && { AUTOJIT_IMAGES: 'off' }),
  };
  return {
    program,
    args,
    env: { ...Object.assign({}, ...files), ...options, ...env } as Record<string, string>,
  };
}

async function environmentOf(file: string, where: string): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new UserError(`${where} names an "envFile" that cannot be read: ${file}.`);
  }
  try {
    return parseEnvironment(text, file);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}
