import { describe, expect, it } from 'vitest';
import { interleave, rise, spread, time } from './measure.mjs';

describe('spread', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(spread([5, 1, 3])).toMatchObject({ median: 3, min: 1, max: 5 });
    expect(spread([4, 1, 3, 2]).median).toBe(2.5);
  });
});

describe('rise', () => {
  it('is not changed by what is given back', () => {
    const points = Array.from({ length: 9 }, (_, at) => [at * 50, at * 50 * 900 - (at > 4 ? 1e6 : 0)]);
    expect(rise(points.slice(0, 2))).toBe(900);
    expect(rise(points)).toBe(900);
  });
});

describe('interleave', () => {
  it('takes turns, changes who goes first, and does not count the warm-up', async () => {
    const order = [];
    const work = (name) => () => {
      order.push(name);
      return order.length;
    };
    const { regular, autojit } = await interleave(2, { regular: work('r'), autojit: work('a') }, () => undefined);
    expect(order.join('')).toBe('ar' + 'ra' + 'ar');
    expect(regular).toEqual([3, 6]);
    expect(autojit).toEqual([4, 5]);
  });
});

describe('time', () => {
  it('tells waiting from working', async () => {
    const { wall, cpu } = await time('sleep', ['0.2']);
    expect(wall).toBeGreaterThanOrEqual(200);
    expect(cpu).toBeLessThan(wall);
  });
  it('refuses to time a program that fails', async () => {
    await expect(time('false', [])).rejects.toThrow('`false` ended with exit code 1');
  });
});
