import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Manifest } from '../../protocol/manifest.js';
import { writeManifest } from '../../server/testing/manifests.js';

/**
 * A program with AutoJIT's sections that really runs: it writes the trace that a run of `manifest` would write, prints
 * its arguments, and ends as the first of them says. It needs clang and not the toolchain that is being tested.
 */
export function compileProgram(folder: string, manifest: Manifest): string {
  const store = join(folder, '.autojit');
  writeManifest(store, manifest);
  const source = join(folder, 'program.c');
  writeFileSync(source, programSource(manifest, store));
  const program = join(folder, 'app');
  execFileSync('clang-22', ['-g', '-o', program, source]);
  return program;
}

/** The same program built as usual. */
export function compileRegular(folder: string): string {
  const source = join(folder, 'regular.c');
  writeFileSync(source, 'int main(void) { return 0; }\nint f(int x) { return x * x + 3; }\n');
  const program = join(folder, 'regular');
  execFileSync('clang-22', ['-g', '-o', program, source]);
  return program;
}

function programSource({ module, source }: Manifest, store: string): string {
  const id = module.replace(/../g, '\\\\x$&');
  return `
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
__asm__(".section autojit_store,\\"a\\"\\n1: .asciz \\"${store}\\"\\n"
        ".section .rodata\\n2: .asciz \\"${source}\\"\\n"
        ".section autojit_modules,\\"a\\"\\n"
        "3: .ascii \\"AJM1\\"\\n.long 2\\n.ascii \\"${id}\\"\\n.long 0, 2, 0, 0, 0\\n"
        ".long 2b - .\\n.long 1b - .\\n.zero 12\\n.text\\n");
static FILE *trace;
static void event(const char *rest) {
  if (trace) fprintf(trace, "{\\"v\\":1,\\"pid\\":%d,\\"t\\":1,%s}\\n", (int)getpid(), rest);
}
int main(int argc, char **argv) {
  const char *path = getenv("AUTOJIT_TRACE");
  trace = path ? fopen(path, "a") : NULL;
  char self[1000] = {0}, line[2000];
  if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) return 99;
  snprintf(line, sizeof line, "\\"event\\":\\"start\\",\\"program\\":\\"%s\\",\\"args\\":[],\\"cwd\\":\\"/\\",\\"wall\\":1", self);
  event(line);
  event("\\"event\\":\\"materialized\\",\\"module\\":\\"${module}\\",\\"slot\\":0,\\"tid\\":1,\\"ns\\":2000000,\\"bytes\\":40");
  if (trace) fflush(trace);
  for (int i = 1; i < argc; ++i) printf("%s\\n", argv[i]);
  fflush(stdout);
  if (argc > 1 && !strcmp(argv[1], "crash")) raise(SIGSEGV);
  if (argc > 1 && !strcmp(argv[1], "wait")) pause();
  int status = argc > 1 ? atoi(argv[1]) : 0;
  snprintf(line, sizeof line, "\\"event\\":\\"exited\\",\\"status\\":%d,\\"materialized\\":1,\\"engineNs\\":2000000", status);
  event(line);
  return status;
}
`;
}
