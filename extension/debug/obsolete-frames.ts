import * as z from 'zod';
import { t } from '../window/text.js';

/** The command of extension/debug/lldb/autojit_lldb.py. */
const OBSOLETE = 'autojit-obsolete';

const StackTrace = z.looseObject({
  type: z.literal('response'),
  command: z.literal('stackTrace'),
  success: z.literal(true),
  body: z.looseObject({
    stackFrames: z.array(z.looseObject({ name: z.string(), instructionPointerReference: z.string().optional() })),
  }),
});
type StackTrace = z.infer<typeof StackTrace>;

const Words = z.object({ body: z.object({ result: z.string() }) });

/** What is said of a frame that runs code in place of which a reload put other code. */
const mark = (name: string): string => t('{0} (obsolete)', name);

/** The name of a frame without what was said of it. */
export const withoutMark = (name: string): string => {
  const [before = '', after = ''] = mark('\0').split('\0');
  return name.startsWith(before) && name.endsWith(after) ? name.slice(before.length, name.length - after.length) : name;
};

/** A call stack whose frames can be looked up; undefined: another message. */
export function readStack(message: object): StackTrace | undefined {
  const stack = StackTrace.safeParse(message);
  return stack.success ? stack.data : undefined;
}

/** Of each frame, where it stands. */
function addressesOf({ body }: StackTrace): (string | undefined)[] {
  return body.stackFrames.map(({ instructionPointerReference: at }) =>
    at === undefined || !/^0x[0-9a-f]+$/i.test(at) ? undefined : at,
  );
}

/** What LLDB is asked about a stack; undefined: nothing. */
export function questionAbout(stack: StackTrace): string | undefined {
  const addresses = addressesOf(stack).filter((one) => one !== undefined);
  return addresses.length === 0 ? undefined : `\`${OBSOLETE} ${addresses.join(' ')}`;
}

/** The stack, with what LLDB answered. */
export function markObsolete(stack: StackTrace, answer: object): StackTrace {
  const words = Words.safeParse(answer);
  const obsolete = new Set(words.success ? words.data.body.result.split(/\s+/) : []);
  const addresses = addressesOf(stack);
  stack.body.stackFrames.forEach((frame, index) => {
    const at = addresses[index];
    if (at !== undefined && obsolete.has(at)) frame.name = mark(frame.name);
  });
  return stack;
}
