import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { StartOptions } from '../../protocol/tests.js';
import type { UpToDate } from '../build/up-to-date.js';
import { chooseProgram } from '../editor/pick.js';
import type { Model } from '../model/model.js';
import type { ArgumentMemory } from '../run/argument-memory.js';
import { requireTrust } from '../run/runs.js';
import { sourceMap } from '../run/source-map.js';
import { report } from '../window/messages.js';
import { readAttach } from './attach.js';
import { readLaunch } from './launch.js';
import type { LaunchSettings } from './launch-settings.js';
import { withCopy, withOurs } from './lldb-commands.js';

export function launchConfiguration(program: string, { args, cwd, env }: StartOptions): vscode.DebugConfiguration {
  return {
    type: 'autojit',
    request: 'launch',
    name: `Debug ${path.basename(program)} lazily`,
    program,
    args: [...args],
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
  };
}

interface Parts {
  model: Model;
  memory: ArgumentMemory;
  launches: LaunchSettings;
  log: vscode.LogOutputChannel;
  /** Where our commands for LLDB are. */
  script: string;
  upToDate: UpToDate;
}

/** Completes what a person wrote in launch.json. */
export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  constructor(private readonly parts: Parts) {}

  /** For a new launch.json, and what "Show all automatic debug configurations" offers: the programs that can run. */
  provideDebugConfigurations(): vscode.DebugConfiguration[] {
    return this.parts.model.programs
      .filter(({ hasMain }) => hasMain)
      .map((program) => launchConfiguration(program.path, { args: this.parts.memory.of(program) }));
  }

  /** F5 without any configuration: the program is chosen here. */
  async resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (configuration['program'] !== undefined || configuration.request === 'attach') return configuration;
    return this.orReport(async () => {
      const program = await chooseProgram(this.parts.model);
      return (
        program && { ...configuration, ...launchConfiguration(program.path, { args: this.parts.memory.of(program) }) }
      );
    });
  }

  /** May run again on what it made: every field may be there already. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    return this.orReport(async () => {
      requireTrust();
      if (this.parts.launches.take(configuration)) return undefined;
      const map = sourceMap();
      const own = {
        initCommands: withOurs(configuration['initCommands'], this.parts.script),
        ...(configuration['sourceMap'] === undefined && Object.keys(map).length > 0 && { sourceMap: map }),
      };
      if (configuration.request === 'attach') {
        const attach = await readAttach(configuration);
        return attach && { ...configuration, ...attach, ...own };
      }
      const { program, args, env } = await readLaunch(configuration);
      // A task of the person's own builds it.
      if (configuration['preLaunchTask'] === undefined && !(await this.parts.upToDate.ensure(program)))
        return undefined;
      const common = {
        ...configuration,
        args,
        console: (configuration['console'] as unknown) ?? 'integratedTerminal',
        cwd: (configuration['cwd'] as unknown) ?? folder?.uri.fsPath ?? path.dirname(program),
      };
      // Without debugging the program runs as from "run lazily"; that announces the run itself.
      if (configuration.noDebug === true) return { ...common, env };
      const reloads = env['AUTOJIT_RELOAD'] === '1';
      return {
        ...common,
        ...own,
        env: { ...env, AUTOJIT_DEBUG: '1' },
        ...(reloads && { preRunCommands: withCopy(configuration['preRunCommands']) }),
      };
    });
  }

  private async orReport<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      report(error, this.parts.log);
      return undefined;
    }
  }
}
