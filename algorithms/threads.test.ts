/** The same seed gives the same lists at any number of threads; runs over the registry. */

import { expect, it } from 'vitest';
import { z } from 'zod';
import { NO_SHOPPER } from '../datasets/tables.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import {
  type Algorithm,
  createLists,
  type ModelOf,
  type RankModel,
  type RateModel,
  type Task,
} from './algorithm.ts';
import { ALGORITHMS } from './registry.ts';
import { quietRun, skewedTraining } from './small-training.node.ts';

const SHOPPERS = 150;
const ITEMS = 70;
const EVERYONE = Uint32Array.from([...Array(SHOPPERS).keys(), NO_SHOPPER]);
const DATA = (() => {
  const data = skewedTraining('threads', SHOPPERS, ITEMS, 14);
  for (let item = 0; item < ITEMS; item++) data.catalog.title[item] = `word${item % 9} word${item % 14}`;
  return data;
})();

/** Defaults, but a few epochs where there are any: enough for every chunk of work to meet every other. */
function shortParams(algorithm: Algorithm): unknown {
  const { properties = {} } = z.toJSONSchema(algorithm.params, { io: 'input' });
  return algorithm.params.parse('epochs' in properties ? { epochs: 3 } : {});
}

function answers(model: ModelOf[Task], task: Task): unknown {
  if (task === 'rank') {
    const lists = createLists(EVERYONE.length, 12);
    (model as RankModel).recommend(
      { length: EVERYONE.length, shopper: EVERYONE, exclude: 'seen' },
      12,
      lists,
    );
    return lists;
  }
  const out = new Float32Array(EVERYONE.length);
  (model as RateModel).predict(
    EVERYONE,
    EVERYONE.map((shopper) => (shopper * 7) % ITEMS),
    out,
  );
  return out;
}

const ENTRIES = (Object.entries(ALGORITHMS) as [string, Algorithm][]).filter(
  ([, { task }]) => task === 'rank' || task === 'rate',
);

it('has more threads than one to compare with', () => {
  expect(kernelHost(3).threads).toBe(3);
});

it.each(ENTRIES)(
  '%s: one thread and three have the same state and the same answers',
  async (_name, algorithm) => {
    const params = shortParams(algorithm);
    const [one, three] = [
      await algorithm.fit(DATA, params, quietRun('threads', 1)),
      await algorithm.fit(DATA, params, quietRun('threads', 3)),
    ];
    expect(three.save().state).toEqual(one.save().state);
    expect(answers(three, algorithm.task)).toEqual(answers(one, algorithm.task));
  },
);
