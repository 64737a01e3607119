import * as path from 'node:path';

/** What variables of launch.json stand for, as far as nobody has to be asked. */
export interface VariableScope {
  /** Of the workspace folder that the file is in. */
  folder: string | undefined;
  folders: readonly { name: string; path: string }[];
  /** In the active editor. */
  file: string | undefined;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  setting: (name: string) => unknown;
}

/**
 * Replaces variables to find the configuration of a program, and to show what is in it. What it is started with VS Code itself replaces, which also
 * knows those that ask a person or a command; here they stay as they are.
 */
export function resolveVariables(text: string, scope: VariableScope): string {
  return text.replace(/\$\{([^}]+)\}/g, (whole: string, inner: string) => valueOf(inner, scope) ?? whole);
}

type Value = (scope: VariableScope, argument: string | undefined) => string | undefined;

const VALUES: Readonly<Record<string, Value>> = {
  workspaceFolder: folderOf,
  workspaceRoot: folderOf,
  workspaceFolderBasename: (scope, name) => {
    const folder = folderOf(scope, name);
    return folder && path.basename(folder);
  },
  userHome: ({ home }) => home,
  pathSeparator: () => path.sep,
  '/': () => path.sep,
  env: ({ env }, name) => (name === undefined ? undefined : (env[name] ?? '')),
  config: ({ setting }, name) => {
    const value = name === undefined ? undefined : setting(name);
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
  },
  file: ({ file }) => file,
  fileWorkspaceFolder: ({ folder }) => folder,
  relativeFile: ({ file, folder }) => relative(folder, file),
  relativeFileDirname: ({ file, folder }) => relative(folder, file && path.dirname(file)),
  fileBasename: ({ file }) => file && path.basename(file),
  fileBasenameNoExtension: ({ file }) => file && path.parse(file).name,
  fileExtname: ({ file }) => file && path.extname(file),
  fileDirname: ({ file }) => file && path.dirname(file),
  fileDirnameBasename: ({ file }) => file && path.basename(path.dirname(file)),
};

function valueOf(variable: string, scope: VariableScope): string | undefined {
  const at = variable.indexOf(':');
  const [name, argument] = at < 0 ? [variable] : [variable.slice(0, at), variable.slice(at + 1)];
  return Object.hasOwn(VALUES, name) ? VALUES[name]?.(scope, argument) : undefined;
}

function folderOf({ folder, folders }: VariableScope, name: string | undefined): string | undefined {
  return name === undefined ? folder : folders.find((one) => one.name === name)?.path;
}

function relative(folder: string | undefined, to: string | undefined): string | undefined {
  if (folder === undefined || to === undefined) return to;
  return path.relative(folder, to) || '.';
}
