import * as z from 'zod';
import { t } from '../window/text.js';

const Resume = z.object({
  seq: z.int(),
  type: z.literal('request'),
  command: z.enum(['continue', 'next', 'stepIn', 'stepOut']),
});
const Refused = z.object({ type: z.literal('response'), request_seq: z.int(), success: z.literal(false) });
const Event = z.object({ type: z.literal('event'), event: z.enum(['stopped', 'continued']) });
const Scopes = z.object({ seq: z.int(), type: z.literal('request'), command: z.literal('scopes') });

/**
 * Whether the program goes on, which a slow window may not know yet: it asks for variables of frames that are gone. lldb-dap 22 then keeps "none"
 * for frames of the next stop too, whose numbers are the same.
 */
export class GoingOn {
  /** The request by which it went on; undefined: it stands. */
  private since: number | 'event' | undefined;

  /** The answer to a question about a frame that is gone; undefined: the adapter may answer. */
  asked(message: object): object | undefined {
    const resume = Resume.safeParse(message);
    if (resume.success) this.since = resume.data.seq;
    const scopes = Scopes.safeParse(message);
    if (!scopes.success || this.since === undefined) return undefined;
    const format = t('The program is running.');
    return {
      ...{ seq: 0, type: 'response', request_seq: scopes.data.seq, command: 'scopes', success: false },
      ...{ message: 'notStopped', body: { error: { id: 2, format } } },
    };
  }

  hear(message: object): void {
    const event = Event.safeParse(message);
    if (event.success) this.since = event.data.event === 'stopped' ? undefined : 'event';
    const refused = Refused.safeParse(message);
    if (refused.success && refused.data.request_seq === this.since) this.since = undefined;
  }
}
