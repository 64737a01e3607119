import * as vscode from 'vscode';
import { AGENT_TOOLS, AgentTool } from '../../protocol/agent-tools.js';
import type { ServerClient } from '../model/client.js';
import { t } from '../window/text.js';

/** The questions of `autojit mcp` as tools of VS Code's own agents; the language server answers them from what it has in memory. */
export function registerAgentTools(client: ServerClient): vscode.Disposable {
  const tools = AgentTool.options.map((name) => vscode.lm.registerTool(`autojit_${name}`, new Tool(name, client)));
  return vscode.Disposable.from(...tools);
}

class Tool implements vscode.LanguageModelTool<Record<string, unknown>> {
  constructor(
    private readonly name: AgentTool,
    private readonly client: ServerClient,
  ) {}

  /** What starts or changes a program is asked about, with what it is called with. */
  prepareInvocation({
    input,
  }: vscode.LanguageModelToolInvocationPrepareOptions<Record<string, unknown>>): vscode.PreparedToolInvocation {
    if (!AGENT_TOOLS[this.name].runs) return { invocationMessage: t('Asking AutoJIT: {0}', this.name) };
    const message = new vscode.MarkdownString(t('It starts or changes a program of your workspace:'));
    message.appendCodeblock(JSON.stringify(input, null, 2), 'json');
    return {
      invocationMessage: t('AutoJIT is at work: {0}', this.name),
      confirmationMessages: { title: t('Let the agent use the AutoJIT tool "{0}"?', this.name), message },
    };
  }

  /** What has no answer is said in words: a model goes on from those. */
  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<Record<string, unknown>>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const { text } = await this.client.request('askAgentTool', { tool: this.name, input }, token);
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
  }
}
