// The ways in which one program is run beside its regular build.
import { benchDaemon } from './daemon.mjs';

/**
 * Cold: every process makes what it calls. Warm: what earlier runs made is on disk. With a daemon, nothing is on disk: cold, it has just been started;
 * warm, it has made the same functions for an earlier process.
 */
const lazyWays = {
  cold: { env: { AUTOJIT_ENGINE: 'inprocess', AUTOJIT_IMAGES: 'off' } },
  warm: { env: { AUTOJIT_ENGINE: 'inprocess' } },
  daemonCold: { env: { AUTOJIT_IMAGES: 'off' }, daemon: 'new' },
  daemonWarm: { env: { AUTOJIT_IMAGES: 'off' }, daemon: 'same' },
};

async function lazily(work, program, { env, daemon }) {
  if (!daemon) return work(program, { env });
  const connected = { env: { ...env, ...(await benchDaemon(daemon)) } };
  if (daemon === 'same') await work(program, connected);
  return work(program, connected);
}

/** What is measured as { way: work }: `work(program, options)` runs the regular program, and the other in every lazy way. */
export const inAllWays = (programs, work) => inWays(Object.keys(lazyWays), programs, work);

/** The same without daemons: for long runs, where a start does not matter. */
export const withoutDaemons = (programs, work) => inWays(['cold', 'warm'], programs, work);

const inWays = (ways, { regular, lazy }, work) => ({
  regular: () => work(regular, {}),
  ...Object.fromEntries(ways.map((way) => [way, () => lazily(work, lazy, lazyWays[way])])),
});
