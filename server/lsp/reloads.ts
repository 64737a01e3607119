import type { ReloadAnswer } from '../../protocol/lsp.js';
import { ModuleBuilds } from '../reload/module-build.js';
import { reloadPrograms, waitingFor } from '../reload/programs.js';
import { waitingIn } from '../reload/reload.js';
import { outcomeLine } from '../reload/sentences.js';

/** Has running programs take over new builds. What it has read of builds it keeps for the next time. */
export class Reloads {
  private readonly builds = new ModuleBuilds();
  private readonly told = new Set<string>();

  async reload(program: string): Promise<ReloadAnswer> {
    const answer: ReloadAnswer = [];
    await reloadPrograms(program, this.builds, { told: this.told }, async ({ outcome, ms, connection }) => {
      const waiting = connection ? waitingIn(await connection.state()) : [];
      answer.push({ pid: outcome.pid, kind: outcome.kind, line: outcomeLine(outcome, ms), waiting });
    });
    return answer;
  }

  waiting(program: string): Promise<string[]> {
    return waitingFor(program);
  }
}
