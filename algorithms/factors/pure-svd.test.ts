import { describe, expect, it } from 'vitest';
import { createLists } from '../algorithm.ts';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { pureSvd, rightVectors } from './pure-svd.ts';

const [SHOPPERS, ITEMS, FACTORS] = [40, 24, 6];
const run = quietRun('pure svd');

const ROWS: SmallRow[] = [];
for (let u = 0; u < SHOPPERS; u++) {
  for (let i = 0; i < ITEMS; i++) {
    const value = (u * u + 3 * u * i + 5 * i * i + Math.floor(u / 7) * i) % 11;
    if (value < 5 - (i % 3)) ROWS.push([u, i, 0, value + 1]);
  }
}
const DATA = smallTraining(SHOPPERS, ITEMS, ROWS);

// scipy 1.17.1: svds(A, k=6, tol=0), and for shoppers 0, 7, 23 the best six items that they did not have of A V V^T. A has 1 for each
// pair, or its value.
const SCIPY = {
  binary: {
    values: [12.89388158, 5.77609964, 5.60015674, 4.76184836, 4.4068136, 4.26648921],
    lists: [
      [0, [21, 10, 16, 5, 23, 9], [0.481007, 0.429361, 0.423405, 0.313378, 0.251903, 0.215305]],
      [7, [20, 2, 6, 17, 19, 0], [0.463771, 0.369334, 0.225508, 0.221324, 0.067683, 0.056863]],
      [23, [6, 3, 17, 15, 14, 4], [0.844555, 0.747941, 0.494632, 0.447874, 0.367412, 0.320013]],
    ],
  },
  summed: {
    values: [36.39614206, 18.42769333, 16.63735059, 13.97205637, 13.73963908, 12.52572517],
    lists: [
      [0, [16, 1, 9, 10, 23, 21], [1.503226, 0.89019, 0.541861, 0.474452, 0.425377, 0.400001]],
      [7, [20, 2, 19, 6, 21, 0], [1.469272, 0.98274, 0.959005, 0.919231, 0.683038, 0.680608]],
      [23, [6, 3, 17, 19, 4, 14], [1.836982, 0.75696, 0.507755, 0.34193, 0.250943, 0.146873]],
    ],
  },
} as const;

describe.each([
  ['binary', true],
  ['summed', false],
] as const)('pure-svd, %s values', (name, binary) => {
  it('has the lists and scores of scipy', async () => {
    const model = await pureSvd.fit(DATA, { factors: FACTORS, binary }, run);
    for (const [shopper, items, scores] of SCIPY[name].lists) {
      const out = createLists(1, 6);
      model.recommend({ length: 1, shopper: Uint32Array.of(shopper), exclude: 'seen' }, 6, out);
      expect([...out.items]).toEqual([...items]);
      scores.forEach((score, n) => {
        expect(Math.abs(out.scores[n]! - score)).toBeLessThan(2e-6);
      });
    }
  });
});

describe('pure-svd', () => {
  it('has the singular values of scipy, and as many as a quarter of the smaller side at most', async () => {
    const { values } = await rightVectors(DATA.interactions, 1000, run);
    expect(values).toHaveLength(FACTORS);
    SCIPY.summed.values.forEach((value, f) => {
      expect(Math.abs(values[f]! - value)).toBeLessThan(1e-7);
    });
  });

  it('refuses values that are no numbers', async () => {
    const broken = smallTraining(2, 2, [[0, 0, 0, Number.NaN]]);
    await expect(pureSvd.fit(broken, { factors: 2, binary: false }, run)).rejects.toThrow(/NaN .* no number/);
  });
});
