import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { InitializationOptions, LensCommands, Notifications, PROTOCOL_VERSION, Requests } from '../../protocol/lsp.js';

/** What the messages of each version look like. Only the last entry may change, and only until it was released. */
const FINGERPRINTS: Record<number, string> = {
  2: '664b36d2d240292a',
};

const schema = (type: z.ZodType): unknown => z.toJSONSchema(type, { unrepresentable: 'any', io: 'input' });

function fingerprint(): string {
  const requests = Object.values(Requests).map(({ method, params, result }) => [
    method,
    schema(params),
    schema(result),
  ]);
  const notifications = Object.values(Notifications).map(({ method, params }) => [method, schema(params)]);
  const all = [schema(InitializationOptions), requests, notifications, LensCommands];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16);
}

test('messages that changed have a new version', () => {
  const hint = `the messages of protocol/ changed: raise PROTOCOL_VERSION if it was released, and note ${fingerprint()} here`;
  expect(FINGERPRINTS[PROTOCOL_VERSION], hint).toBe(fingerprint());
});
