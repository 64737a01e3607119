import { realpathSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { version } from '../../package.json';
import { AGENT_TOOLS, AgentTool } from '../../protocol/agent-tools.js';
import { ask } from '../../server/agent/ask.js';
import { Workspace } from '../../server/workspace/workspace.js';

/** A bundle of its own (scripts/bundle.mjs): no other command pays for the protocol's library. */
export async function serveAgents(folders: readonly string[], allowRun: boolean): Promise<void> {
  const roots = folders.map((folder) => realpathSync(folder));
  const workspace = new Workspace(roots, {
    programsChanged: () => undefined,
    runChanged: () => undefined,
    // Standard output belongs to the protocol.
    log: (message) => console.error(`autojit: ${message}`),
  });
  const opened = workspace.open();
  const server = new McpServer({ name: 'autojit', version });
  for (const name of AgentTool.options) {
    const { description, input, runs } = AGENT_TOOLS[name];
    const annotations = { readOnlyHint: !runs, destructiveHint: runs, openWorldHint: runs };
    server.registerTool(
      name,
      { description, inputSchema: input.shape, annotations },
      async (given: object, { signal }: { signal: AbortSignal }) => {
        await opened;
        const refused = runs && !allowRun ? await askPerson(server, name, given) : undefined;
        const { text, ok } =
          refused === undefined ? await ask(workspace, name, given, signal) : { text: refused, ok: false };
        return { content: [{ type: 'text' as const, text }], isError: !ok };
      },
    );
  }
  const transport = new StdioServerTransport();
  await server.connect(transport);
  await new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    process.stdin.once('close', resolve);
  });
  await workspace.close();
}

/** Nothing runs without a word of a person: of the client's, or when the server was started. Undefined: go on; else why not. */
async function askPerson(server: McpServer, tool: string, input: object): Promise<string | undefined> {
  const how = 'Start the server with "autojit mcp --allow-run" to allow it.';
  if (!server.server.getClientCapabilities()?.elicitation)
    return `The tool ${tool} starts a program, and this client cannot ask a person. ${how}`;
  const { action } = await server.server.elicitInput({
    message: `AutoJIT: let the agent use "${tool}" with ${JSON.stringify(input)}? It starts a program of your workspace.`,
    requestedSchema: { type: 'object', properties: {} },
  });
  return action === 'accept' ? undefined : `The person did not allow ${tool}.`;
}
