import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BASE, planScaling, QUICK } from './plan.ts';
import { runScaling, type ScalingOptions } from './run-scaling.node.ts';

describe('plan', () => {
  it('doubles one size at a time, from the base', () => {
    const points = planScaling(QUICK, 2);
    expect(points).toHaveLength(9);
    expect(
      points.filter(({ axis }) => axis === 'items').map(({ items, shoppers }) => [items, shoppers]),
    ).toEqual([
      [300, 300],
      [600, 300],
      [1200, 300],
    ]);
    expect(points.filter(({ axis }) => axis === 'interactions').map(({ each }) => each)).toEqual([
      10, 20, 40,
    ]);
  });
  it('refuses what cannot be drawn', () => {
    expect(() => planScaling({ ...BASE, shoppers: 10_000_000 }, 3)).toThrow(
      /scale: 1 times the shoppers are 200000000 rows/,
    );
  });
});

describe('runScaling', () => {
  const out = mkdtempSync(join(tmpdir(), 'shoplab-scaling-'));
  afterAll(() => rmSync(out, { recursive: true, force: true }));
  const options: ScalingOptions = {
    out,
    base: { shoppers: 60, items: 40, each: 5 },
    points: planScaling({ shoppers: 60, items: 40, each: 5 }, 1, ['shoppers', 'items']),
    algorithms: ['popularity'],
    threads: 1,
    seed: 'test',
    version: 'test',
    command: 'npx shoplab scale',
    signal: new AbortController().signal,
    onStage: () => undefined,
  };
  it('measures each size once, in a process of its own, and finds it again', async () => {
    const { records, file, resumed } = await runScaling(options);
    expect(file.points).toHaveLength(4);
    // The base stands on both axes.
    expect(records).toHaveLength(3);
    expect(resumed).toBe(0);
    for (const record of records) {
      if (record.status === 'failed') throw new Error(record.error);
      expect(record.cost.lists).toBe(record.inputs.sizes.shoppers);
      expect(record.cost.pairs).toBeLessThanOrEqual(record.inputs.sizes.shoppers * 5);
      expect(record.cost.fitSeconds).toBeGreaterThan(0);
      expect(record.cost.listSeconds).toBeGreaterThan(0);
    }
    const again = await runScaling(options);
    expect(again.resumed).toBe(3);
    expect(again.records).toEqual(records);
  });
  it('tells of a damaged record, and refuses what makes no lists', async () => {
    const [name] = readdirSync(join(out, 'costs'));
    const text = readFileSync(join(out, 'costs', name!), 'utf8');
    writeFileSync(join(out, 'costs', name!), text.slice(0, 40));
    await expect(runScaling(options)).rejects.toThrow(/costs.*not JSON.*remove the file to measure it again/);
    writeFileSync(join(out, 'costs', name!), text);
    await expect(runScaling({ ...options, algorithms: ['svd'] })).rejects.toThrow(
      /scale: svd has task 'rate'/,
    );
  });
});
