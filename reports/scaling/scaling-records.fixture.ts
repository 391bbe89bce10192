/** Records of a scaling study, made up. */

import type { CostRecord, ScalingFile } from '../../experiments/scaling/scaling-record.ts';

const host = { cpu: 'Test CPU', cores: 2, node: 'v20', shoplab: '0' };
/** Fit time grows with the square of items, a list as their root, memory with them; one algorithm fails at the end. */
export const records = ['even', 'failing'].flatMap((name) =>
  [1, 2, 4, 8].map((factor): CostRecord => {
    const items = 1000 * factor;
    const sizes = { shoppers: 500, items, each: 10 };
    const inputs = {
      algorithm: { name, definition: `${name}.v1`, params: {} },
      sizes,
      seed: 's',
      threads: 1,
      host,
    };
    const head = { schema: 'shoplab.scaling/1', id: `${name}-${factor}`, inputs } as const;
    if (name === 'failing' && factor === 8) return { ...head, status: 'failed', error: 'Error: no <memory>' };
    const cost = {
      pairs: 5000,
      fitSeconds: 1e-8 * items ** 2,
      fits: 3,
      listSeconds: 1e-5 * Math.sqrt(items),
      lists: 500,
      memoryBytes: 10_000 * items,
    };
    return { ...head, status: 'measured', cost, load: 0 };
  }),
);
export const file: ScalingFile = {
  schema: 'shoplab.scaling-set/1',
  base: { shoppers: 500, items: 1000, each: 10 },
  points: records.map(({ id, inputs }) => ({
    axis: 'items',
    factor: inputs.sizes.items / 1000,
    label: inputs.algorithm.name,
    id,
  })),
  ...{ host, threads: 1, seed: 's', command: 'npx shoplab scale' },
};
