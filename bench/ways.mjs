// The ways in which one program is run beside its regular build.

/** Cold: every process makes what it calls. Warm: what earlier runs made is on disk. */
export const lazyWays = {
  cold: { title: 'AutoJIT, cold', env: { AUTOJIT_IMAGES: 'off' } },
  warm: { title: 'AutoJIT, warm', env: {} },
};

/** What is measured as { way: work }: `work(program, options)` runs the regular program, and the other in every lazy way. */
export const inAllWays = ({ regular, lazy }, work) => ({
  regular: () => work(regular, {}),
  ...Object.fromEntries(Object.entries(lazyWays).map(([way, { env }]) => [way, () => work(lazy, { env })])),
});
