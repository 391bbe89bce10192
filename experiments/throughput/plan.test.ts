import { describe, expect, it } from 'vitest';
import { quietRun } from '../../algorithms/small-training.node.ts';
import { FACTORS, problemOf } from './factors.ts';
import { planPoints, threadCounts } from './plan.ts';
import { pointId } from './throughput-record.ts';

const SIZES = { users: 512, items: 2000, dimensions: 32, k: 10 };

describe('planPoints', () => {
  it('has one main point a kind of factors, and is that alone without curves', () => {
    for (const curves of [true, false])
      expect(planPoints(SIZES, curves).filter(({ main }) => main)).toMatchObject([
        { factors: 'gaussian', ...SIZES },
        { factors: 'trained', ...SIZES },
      ]);
    expect(planPoints(SIZES, false)).toHaveLength(2);
  });

  it('changes one size at a time along the curves', () => {
    for (const point of planPoints(SIZES, true).filter(({ main }) => !main)) {
      const changed = (['users', 'items', 'dimensions', 'k'] as const).filter(
        (name) => point[name] !== SIZES[name],
      );
      expect(changed).toHaveLength(1);
    }
  });

  it('has no point twice, however small the sizes', () => {
    const points = planPoints({ users: 1, items: 2, dimensions: 1, k: 1 }, true);
    const keys = points.map(({ main: _main, ...rest }) => JSON.stringify(rest));
    expect(new Set(keys).size).toBe(keys.length);
    for (const { users, items, dimensions } of points) expect(Math.min(users, items, dimensions)).toBe(1);
  });
});

it.each([
  [1, [1]],
  [2, [1, 2]],
  [6, [1, 2, 3, 4, 6]],
  [20, [1, 2, 3, 4, 8, 16, 20]],
])('threadCounts(%d) is %j', (threads, counts) => {
  expect(threadCounts(threads)).toEqual(counts);
});

describe('factors', () => {
  const point = { factors: 'gaussian', users: 40, items: 90, dimensions: 6, k: 5, main: true } as const;

  it('of a smaller point are parts of a larger one: its first users, its items spread evenly', async () => {
    const run = quietRun('a');
    const vectors = await FACTORS.gaussian.make(40, 90, 6, run);
    const all = problemOf(point, vectors, run);
    const part = problemOf({ ...point, users: 7, items: 30 }, vectors, run);
    expect(part.userVectors).toEqual(all.userVectors.slice(0, 7 * 6));
    for (let item = 0; item < 30; item++)
      expect(part.itemVectors.slice(6 * item, 6 * item + 6)).toEqual(
        all.itemVectors.slice(18 * item, 18 * item + 6),
      );
  });

  it('that are gaussian have unit length on average; trained ones follow popularity', async () => {
    const run = quietRun('a');
    const meanSquare = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
    const gaussian = await FACTORS.gaussian.make(500, 500, 16, run);
    expect(meanSquare(gaussian.users) / 500).toBeCloseTo(1, 1);
    const trained = await FACTORS.trained.make(200, 400, 8, run);
    const popular = meanSquare(trained.items.subarray(0, 40 * 8)) / 40;
    const rare = meanSquare(trained.items.subarray(360 * 8)) / 40;
    expect(popular).toBeGreaterThan(2 * rare);
  });
});

it('the id of a point changes with every part of its inputs', () => {
  const inputs = {
    point: planPoints(SIZES, false)[0]!,
    seed: 'a',
    lanes: [{ backend: 'core', threads: 1, version: '1' }],
    timing: { rounds: 3, sliceMs: 40 },
    host: { cpu: 'x', cores: 2, node: 'v20', shoplab: '0' },
  };
  const others = [
    { ...inputs, seed: 'b' },
    { ...inputs, point: { ...inputs.point, k: 11 } },
    { ...inputs, lanes: [{ ...inputs.lanes[0]!, threads: 2 }] },
    { ...inputs, timing: { rounds: 4, sliceMs: 40 } },
    { ...inputs, host: { ...inputs.host, cores: 4 } },
  ];
  expect(new Set([inputs, ...others].map(pointId)).size).toBe(6);
});
