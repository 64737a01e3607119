import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WatchedFolders } from './watched-folders.js';

/** A folder with `include/a.h`, what was saved in it, and what was told. */
async function watched(): Promise<{ root: string; saved: Set<string>; lines: string[]; count: number }> {
  const root = mkdtempSync(path.join(tmpdir(), 'autojit-watched-'));
  const saved = new Set<string>();
  const lines: string[] = [];
  write(root, 'include/a.h');
  const folders = new WatchedFolders(
    root,
    ['/nonexistent/b.c'],
    (file) => saved.add(path.relative(root, file)),
    (line) => lines.push(line),
  );
  onTestFinished(() => {
    folders.close();
    rmSync(root, { recursive: true });
  });
  return { root, saved, lines, count: await folders.begin() };
}

function write(root: string, file: string): void {
  mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(root, file), 'x');
}

test('saves of sources are seen, and what cannot be watched is told', async () => {
  const { root, saved, lines, count } = await watched();
  expect([count, lines]).toEqual([1, ['/nonexistent is not watched: no such file or directory']]);
  write(root, 'include/text.md');
  write(root, 'include/a.h');
  await vi.waitFor(() => expect([...saved]).toEqual(['include/a.h']));
});

test('in a folder that comes, or is replaced, as well', async () => {
  const { root, saved } = await watched();
  write(root, 'src/new/b.c');
  await vi.waitFor(() => expect([...saved]).toContain('src/new/b.c'));
  renameSync(path.join(root, 'include'), path.join(root, 'old'));
  saved.clear();
  write(root, 'include/a.h');
  await vi.waitFor(() => expect([...saved]).toContain('include/a.h'));
  saved.clear();
  write(root, 'include/c.h');
  await vi.waitFor(() => expect([...saved]).toContain('include/c.h'));
});
