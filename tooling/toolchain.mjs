// Configures and builds the toolchain with CMake, by preset (toolchain/CMakePresets.json).
import fs from 'node:fs';
import path from 'node:path';
import { run } from './exec.mjs';
import { root } from './paths.mjs';

const source = path.join(root, 'toolchain');
export const buildFolder = (preset) => path.join(root, 'build', preset);

/** CMake looks after its own files, but not after the presets. */
export function isConfigured(preset) {
  const ninja = path.join(buildFolder(preset), 'build.ninja');
  return (
    fs.existsSync(ninja) && fs.statSync(ninja).mtimeMs > fs.statSync(path.join(source, 'CMakePresets.json')).mtimeMs
  );
}

export const configure = (preset, io) => run('cmake', ['--fresh', '--preset', preset], { cwd: source, ...io });

export async function compile(preset, io) {
  await run('cmake', ['--build', buildFolder(preset)], io);
  await run('cmake', ['--install', buildFolder(preset)], io);
}

/** All of it, for presets that only tests need. */
export async function buildPreset(preset, io) {
  if (!isConfigured(preset)) await configure(preset, io);
  await compile(preset, io);
}
