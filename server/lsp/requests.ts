import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node';
import type * as z from 'zod';
import { Requests } from '../../protocol/lsp.js';
import { ProblemError } from '../support/problem.js';

type Handlers = {
  [K in keyof typeof Requests]: (
    params: z.infer<(typeof Requests)[K]['params']>,
    /** Who asks does not want it any more. */
    gone: AbortSignal,
  ) => z.infer<(typeof Requests)[K]['result']> | Promise<z.infer<(typeof Requests)[K]['result']>>;
};

/** Connects every request of the protocol with its handler; what does not fit the schema never reaches it. */
export function handleRequests(connection: Connection, handlers: Handlers): void {
  for (const name of Object.keys(Requests) as (keyof typeof Requests)[]) {
    const { method, params: schema } = Requests[name];
    // The compiler cannot see that schema and handler of one name belong together; `Handlers` has checked it.
    const handler = handlers[name] as (params: unknown, gone: AbortSignal) => unknown;
    connection.onRequest(method, async (params: unknown, token: CancellationToken) => {
      const parsed = schema.safeParse(params);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        const where = issue?.path.join('.') || 'parameters';
        throw new ResponseError(ErrorCodes.InvalidParams, `${method}: ${where}: ${issue?.message ?? 'not valid'}`);
      }
      try {
        return await handler(parsed.data, signalOf(token));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        throw new ResponseError(LSPErrorCodes.RequestFailed, error.message, error.problem);
      }
    });
  }
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
