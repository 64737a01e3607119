import { gzipSync } from 'node:zlib';
import { Message } from './protobuf.js';
import { type RecordedRun, stackOf } from './recorded-run.js';

/** Fields of https://github.com/google/pprof/blob/main/proto/profile.proto. */
const PROFILE = {
  ...{ sampleType: 1, sample: 2, mapping: 3, location: 4, function: 5, stringTable: 6, timeNanos: 9 },
  ...{ comment: 13, defaultSampleType: 14 },
};
const VALUE_TYPE = { type: 1, unit: 2 };
const SAMPLE = { locationId: 1, value: 2 };
const MAPPING = { id: 1, filename: 5, hasFunctions: 7, hasFilenames: 8, hasLineNumbers: 9 };
const LOCATION = { id: 1, mappingId: 2, line: 4 };
const LINE = { functionId: 1, line: 2 };
const FUNCTION = { id: 1, name: 2, systemName: 3, filename: 4, startLine: 5 };

/** The run tree with first calls and time in the engine, as `go tool pprof` and others read it. */
export function toPprof({ name, program, startedAt, calls }: RecordedRun): Uint8Array {
  const strings = new Strings();
  const profile = new Message();
  const valueType = (type: string, unit: string): Message =>
    new Message().number(VALUE_TYPE.type, strings.of(type)).number(VALUE_TYPE.unit, strings.of(unit));
  profile.message(PROFILE.sampleType, valueType('first_calls', 'count'));
  profile.message(PROFILE.sampleType, valueType('engine', 'nanoseconds'));
  const ids = new Map(calls.map((call, number) => [call, number + 1]));
  for (const call of calls) {
    const stack = stackOf(call).reverse();
    const sample = new Message()
      .numbers(
        SAMPLE.locationId,
        stack.map((frame) => ids.get(frame) ?? 0),
      )
      .numbers(SAMPLE.value, [1, Math.round(call.ms * 1e6)]);
    profile.message(PROFILE.sample, sample);
  }
  const mapping = new Message().number(MAPPING.id, 1).number(MAPPING.filename, strings.of(program));
  for (const has of [MAPPING.hasFunctions, MAPPING.hasFilenames, MAPPING.hasLineNumbers]) mapping.number(has, 1);
  profile.message(PROFILE.mapping, mapping);
  for (const [call, id] of ids) {
    const line = new Message().number(LINE.functionId, id).number(LINE.line, call.line ?? 0);
    const location = new Message().number(LOCATION.id, id).number(LOCATION.mappingId, 1).message(LOCATION.line, line);
    profile.message(PROFILE.location, location);
    const fn = new Message()
      .number(FUNCTION.id, id)
      .number(FUNCTION.name, strings.of(call.name))
      .number(FUNCTION.systemName, strings.of(call.symbol))
      .number(FUNCTION.filename, strings.of(call.file ?? ''))
      .number(FUNCTION.startLine, call.line ?? 0);
    profile.message(PROFILE.function, fn);
  }
  profile.number(PROFILE.timeNanos, startedAt * 1e6);
  profile.numbers(PROFILE.comment, [strings.of(name)]);
  profile.number(PROFILE.defaultSampleType, strings.of('first_calls'));
  for (const text of strings.all) profile.text(PROFILE.stringTable, text);
  return gzipSync(profile.finish());
}

/** Each text once; the first must be empty. */
class Strings {
  private readonly numbers = new Map([['', 0]]);

  of(text: string): number {
    const number = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, number);
    return number;
  }

  get all(): Iterable<string> {
    return this.numbers.keys();
  }
}
