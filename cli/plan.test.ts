import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StudyPlan } from '../experiments/plan/plan-study.node.ts';
import { openCommandLines } from './one-process.fixture.ts';

const STUDY = `
name: planned
title: To be planned
data: { scenario: tiny, seed: small, set: [shoppers.count=120, days=10] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: global-time, params: { fraction: 0.8 } }
repeats: [exclude, include]
algorithms: [{ name: popularity }, { name: item-knn }, { name: bpr, params: { factors: 4, epochs: 2 } }]
metrics: { names: [ndcg, coverage], at: [10] }
seeds: [1, 2]
statistics: { resamples: 100 }
`;

let folder = '';
const commands = openCommandLines();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-plan-'));
});
afterAll(() => {
  commands.close();
  rmSync(folder, { recursive: true, force: true });
});

async function plan(
  study: string,
  ...more: string[]
): Promise<{ status: number | null; plan: StudyPlan; stderr: string }> {
  const file = join(folder, 'planned.yaml');
  writeFileSync(file, study);
  const args = ['plan', file, '--out', join(folder, 'out'), '--json', '--quiet', ...more];
  const { status, stdout, stderr } = await commands.run(args);
  return { status, stderr, plan: stdout.trim() === '' ? (null as never) : (JSON.parse(stdout) as StudyPlan) };
}

describe('shoplab plan', () => {
  it('goes by a pilot before there is any record, and by the records then', async () => {
    const before = (await plan(STUDY)).plan;
    expect(before).toMatchObject({ source: 'pilot', alpha: expect.closeTo(0.05, 12), seeds: 2, folds: 1 });
    expect(before.modes.map(({ repeats }) => repeats)).toEqual(['exclude', 'include']);
    const [mode] = before.modes;
    expect(mode!.pairs.map(({ first, second }) => [first, second].sort())).toEqual([
      ['popularity', 'random'],
    ]);
    expect([mode!.rounds, mode!.roundsPerShopper, mode!.pairsOfStudy]).toEqual([2, 2, 3]);

    const run = [
      'run',
      join(folder, 'planned.yaml'),
      '--out',
      join(folder, 'out'),
      '--no-report',
      '--quiet',
      '--json',
    ];
    const ran = JSON.parse((await commands.run(run)).stdout) as {
      runs: { repeats: string; label: string; metrics: Record<string, { mean: number; n: number }> }[];
    };
    const after = (await plan(STUDY)).plan;
    expect(after.source).toBe('records');
    expect(after.modes[0]!.pairs).toHaveLength(3);
    // As many shoppers as the runs evaluated, and the highest of their means.
    for (const own of after.modes) {
      const runs = ran.runs.filter(({ repeats }) => repeats === own.repeats);
      expect(own.shoppers).toBe(runs[0]!.metrics['ndcg@10']!.n);
      const meansOf = (label: string) =>
        runs.filter((one) => one.label === label).map(({ metrics }) => metrics['ndcg@10']!.mean);
      const highest = Math.max(
        ...['popularity', 'item-knn', 'bpr'].map((label) => meansOf(label).reduce((a, b) => a + b, 0) / 2),
      );
      expect(own.mean).toBeCloseTo(highest, 12);
      // Two seeds: the standard deviation of two means is their distance by the root of 2; that of the noisiest is told.
      const noises = ['popularity', 'item-knn', 'bpr'].map((label) => {
        const [one, two] = meansOf(label) as [number, number];
        return Math.abs(one - two) / Math.SQRT2;
      });
      expect(own.trainingNoise!.deviation).toBeCloseTo(Math.max(...noises), 12);
    }
    const powered = (await plan(STUDY, '--power', '0.95')).plan;
    expect(powered.modes[0]!.pairs[0]!.detectable).toBeGreaterThan(after.modes[0]!.pairs[0]!.detectable);
  });

  it('refuses metrics that are no means over shoppers, tasks without a pilot, and a chance that is none', async () => {
    const primary = STUDY.replace('at: [10] }', 'at: [10], primary: coverage@10 }');
    expect(await plan(primary)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('plan: coverage@10 is no mean over shoppers or examples'),
    });
    expect((await plan(STUDY, '--power', '1')).stderr).toContain('a share above 0 and below 1 is required');
  });
});
