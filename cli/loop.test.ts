/** Closed loops on the command line. */

import { describe, expect, it } from 'vitest';
import type { LoopsResult } from '../experiments/loops/run-loops.node.ts';
import { shoplab } from './spawn-cli.fixture.ts';

const SHORT = ['--days', '4', '--set', 'shoppers.count=150', '--quiet'];

describe('loop', () => {
  it('prints one JSON object, the same at any number of threads', async () => {
    const args = [
      'loop',
      'tiny',
      '--policy',
      '{ algorithm: als, params: { factors: 4 } }',
      '--against',
      'random',
      '--every',
      '2',
      '--seeds',
      '2',
      '--json',
      ...SHORT,
    ];
    const [one, two] = await Promise.all(
      ['1', '2'].map((threads) => shoplab([...args, '--threads', threads])),
    );
    expect([one!.status, one!.stderr]).toEqual([0, '']);
    expect(two!.stdout).toBe(one!.stdout);
    const result = JSON.parse(one!.stdout) as LoopsResult;
    expect(result).toMatchObject({ seeds: ['tiny', 'tiny/2'], shoppers: 150, days: 4, every: 2 });
    expect(result.rounds[0]!.policy.map(({ fitted }) => fitted)).toEqual([true, false, true, false]);
    const clicks = result.differences.find(({ outcome }) => outcome === 'homeClicks')!;
    expect(clicks.difference).toBeCloseTo(clicks.policy - clicks.against, 9);
    expect((clicks.low + clicks.high) / 2).toBeCloseTo(clicks.difference, 9);
  });

  it('prints a table, against popularity unless told', async () => {
    const { status, stdout } = await shoplab(['loop', 'tiny', '--policy', 'thompson', ...SHORT]);
    expect(status).toBe(0);
    expect(stdout).toContain('{"name":"thompson","clicks":1,"passes":1} against {"name":"popularity"}');
    expect(stdout).toMatch(/outcome +unit +policy +against +difference +95 % interval/);
    for (const outcome of ['clicks', 'orders', 'revenue', 'utility', 'homeClicks', 'satisfaction'])
      expect(stdout).toMatch(new RegExp(`^ ${outcome} `, 'm'));
  });

  it.each([
    [[], "required option '--policy <policy>' not specified"],
    [['--policy', 'thomson'], "did you mean 'thompson'?"],
    [['--policy', 'random', '--against', 'populrity'], "did you mean 'popularity'?"],
    [['--policy', '{ name: ucb, phase: 3 }'], 'policy ucb: Unrecognized key: "phase"'],
    [['--policy', '{ algorithm: svd }'], "it has task 'rate'"],
    [['--policy', '{ algorithm: thompson, epsilon: 0.1 }'], 'are for algorithms of task rank'],
    [['--policy', '{ name: fixed, items: [1, 2] }'], '2 items do not fill a slate of 10'],
    [['--policy', '{ name: ucb'], '--policy { name: ucb: '],
    [['--policy', '{ policy: ucb }'], 'neither { name: ... } nor { algorithm:'],
    [['--policy', 'random', '--set', 'shoppers.count=1'], 'loop: 1 shopper'],
    [['--policy', 'random', '--every', '0'], 'not a whole number from 1'],
  ])('%j ends with status 2 and says why', async (args, why) => {
    const { status, stderr } = await shoplab(['loop', 'tiny', ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
  });
});
