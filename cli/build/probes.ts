/** What a configure step tries out is not a build's result: the folders of CMake and Meson for it, and autoconf's files. */

export function isProbeFolder(name: string): boolean {
  return /^(CMakeScratch|CMakeTmp|meson-private)$/.test(name);
}

export function isProbeFile(name: string): boolean {
  return name.startsWith('conftest');
}
