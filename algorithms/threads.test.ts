/** The same seed gives the same answers at any number of threads; runs over the registry. */

import { expect, it } from 'vitest';
import { z } from 'zod';
import { NO_SHOPPER } from '../datasets/tables.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { type Algorithm, createLists, type ModelOf, type Task, type TrainingData } from './algorithm.ts';
import { ALGORITHMS } from './registry.ts';
import { quietRun, type ShownRow, skewedTraining, smallShown } from './small-training.node.ts';

const SHOPPERS = 150;
const ITEMS = 70;
const DAY = 86_400;
const EVERYONE = Uint32Array.from([...Array(SHOPPERS).keys(), NO_SHOPPER]);
const DATA = ((): TrainingData => {
  const data = skewedTraining('threads', SHOPPERS, ITEMS, 14);
  for (let item = 0; item < ITEMS; item++) {
    data.catalog.title[item] = `word${item % 9} word${item % 14}`;
    data.catalog.category[item] = `room${item % 5} > shelf${item % 11}`;
  }
  const { item, shopper } = data.feedback;
  // Sixty days; slates of four, of which something is clicked now and then.
  const time = item.map((_, row) => ((row * 37) % 60) * DAY + row);
  const shown = Array.from(
    item,
    (own, row): ShownRow => [
      row >> 2,
      shopper[row & ~3]!,
      (own + (row % 4)) % ITEMS,
      Number(own % 5 === 0),
      row,
    ],
  );
  return {
    ...data,
    feedback: { ...data.feedback, time },
    asOf: 60 * DAY,
    shown: smallShown(shown),
    ahead: 500,
  };
})();

/** Defaults, but a few epochs where there are any: enough for every chunk of work to meet every other. */
function shortParams(algorithm: Algorithm<Asked>): unknown {
  const { properties = {} } = z.toJSONSchema(algorithm.params, { io: 'input' });
  return algorithm.params.parse('epochs' in properties ? { epochs: 3 } : {});
}

/** Models of labels learn from examples, which there are none of here. */
type Asked = Exclude<Task, 'label'>;
const ANSWERS: { readonly [T in Asked]: (model: ModelOf[T]) => unknown } = {
  rank(model) {
    const lists = createLists(EVERYONE.length, 12);
    model.recommend({ length: EVERYONE.length, shopper: EVERYONE, exclude: 'seen' }, 12, lists);
    return lists;
  },
  rate(model) {
    const out = new Float32Array(EVERYONE.length);
    const items = EVERYONE.map((shopper) => (shopper * 7) % ITEMS);
    model.predict(EVERYONE, items, out);
    return out;
  },
  policy(model) {
    const slots = 6;
    const start = EVERYONE.map(() => 60 * DAY);
    const visits = { length: EVERYONE.length, visitor: EVERYONE, shopper: EVERYONE, visit: EVERYONE, start };
    const slates = new Uint32Array(EVERYONE.length * slots);
    const propensities = new Float32Array(slates.length);
    const offered = Uint32Array.from({ length: ITEMS - 10 }, (_, n) => n + 5);
    model.fill(visits, offered, slots, slates, propensities);
    return { slates, propensities };
  },
  forecast(model) {
    const out = new Float64Array(9 * model.series);
    model.forecast(9, out);
    return out;
  },
  classify(model) {
    const out = new Float64Array(EVERYONE.length);
    model.probability(EVERYONE, out);
    return out;
  },
};

it('has more threads than one to compare with', () => {
  expect(kernelHost(3).threads).toBe(3);
});

const ENTRIES = (Object.entries(ALGORITHMS) as [string, Algorithm][]).filter(
  (entry): entry is [string, Algorithm<Asked>] => entry[1].task in ANSWERS,
);

it.each(ENTRIES)(
  '%s: one thread and three have the same state and the same answers',
  async (_name, algorithm) => {
    const params = shortParams(algorithm);
    const [one, three] = [
      await algorithm.fit(DATA, params, quietRun('threads', 1)),
      await algorithm.fit(DATA, params, quietRun('threads', 3)),
    ];
    expect(three.save().state).toEqual(one.save().state);
    const answers = ANSWERS[algorithm.task] as (model: ModelOf[Asked]) => unknown;
    expect(answers(three)).toEqual(answers(one));
  },
);
