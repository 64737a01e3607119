import { expect, it } from 'vitest';
import { withPart, withRest } from './page.mjs';

const page = '# Benchmarks\n\nrows\n\n## How cost grows\n\n- lines\n';

it('a part that is measured by itself stands in its place, and is replaced', () => {
  const editor = withPart(page, 'The editor', 'slow\n');
  expect(editor).toBe(`${page}\n## The editor\n\nslow\n`);
  expect(withPart(editor, 'The editor', 'fast\n')).toBe(`${page}\n## The editor\n\nfast\n`);
  const both = withPart(editor, 'After an edit', 'links\n');
  expect(both).toBe(`${page}\n## After an edit\n\nlinks\n\n## The editor\n\nslow\n`);
  expect(withPart(both, 'The editor', 'slow\n')).toBe(both);
});

it('what is measured together replaces all but those parts', () => {
  const both = withPart(withPart(page, 'The editor', 'e\n'), 'After an edit', 'l\n');
  expect(withRest(both, 'new\n')).toBe('new\n\n## After an edit\n\nl\n\n## The editor\n\ne\n');
  expect(withRest('', 'new\n')).toBe('new\n');
});
