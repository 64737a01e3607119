import { type RecordedCall, type RecordedRun, stackOf } from './recorded-run.js';

/**
 * Two profiles over the run tree (https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources): how many functions were
 * called for the first time below each, and how long the engine worked for them.
 */
export function toSpeedscope(run: RecordedRun): string {
  const numbers = new Map(run.calls.map((call, number) => [call, number]));
  const samples = run.calls.map((call) => stackOf(call).map((frame) => numbers.get(frame) ?? 0));
  const profile = (name: string, unit: 'none' | 'milliseconds', weights: number[]) => ({
    ...{ type: 'sampled', name, unit, startValue: 0, endValue: weights.reduce((sum, weight) => sum + weight, 0) },
    ...{ samples, weights },
  });
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'autojit',
    name: run.name,
    activeProfileIndex: 0,
    shared: { frames: run.calls.map(frameOf) },
    profiles: [
      profile(
        'First calls',
        'none',
        run.calls.map(() => 1),
      ),
      profile(
        'Time in the engine',
        'milliseconds',
        run.calls.map(({ ms }) => ms),
      ),
    ],
  });
}

function frameOf({ name, file, line }: RecordedCall) {
  return { name, ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
}
