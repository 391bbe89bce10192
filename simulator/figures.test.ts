import { describe, expect, it } from 'vitest';
import { createLists } from '../algorithms/algorithm.ts';
import { ALGORITHMS } from '../algorithms/registry.ts';
import { type Feedback, selectFeedback, toInteractions } from '../datasets/interactions.ts';
import { ACTION_KINDS } from '../datasets/tables.ts';
import { drawKey } from '../numerics/rng.ts';
import { gini, mean, quantile } from '../numerics/stats.ts';
import { type SimulatedWorld, simulateInMemory } from './in-memory.ts';
import { loadScenario } from './load-scenario.node.ts';

function within(value: number, [low, high]: readonly [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}

describe('marketplace', () => {
  it('looks like the sources say: rates, concentration, hours, weekdays', async () => {
    const { scenario, seedWords } = await loadScenario('marketplace');
    const { log, catalog, shoppers } = simulateInMemory({ ...scenario, truth: 'none' }, seedWords);
    const { sessions, impressions, actions, reviews } = log;
    const count = (kind: (typeof ACTION_KINDS)[number]): number =>
      actions.kind.filter((code) => ACTION_KINDS[code] === kind).length;
    within(count('click') / impressions.length, [0.015, 0.05]);
    within(count('cart') / count('click'), [0.026, 0.087]); // RetailRocket, OTTO
    within(count('order') / count('click'), [0.008, 0.027]);
    within(count('order') / count('cart'), [0.28, 0.34]); // Baymard: about 70 % of carts are left

    const perItem = new Float64Array(catalog.length);
    const perShopper = new Float64Array(shoppers.length);
    for (let row = 0; row < actions.length; row++) {
      perItem[actions.item[row]!]!++;
      perShopper[sessions.shopper[actions.session[row]!]!]!++;
    }
    within(gini(perItem), [0.7, 0.85]);
    within(mean(perItem) / quantile(perItem, 0.5), [4, 7]);
    const active = perShopper.filter((actionsOfOne) => actionsOfOne >= 2);
    within(quantile(active, 0.5), [4, 8]);
    within(quantile(active, 0.9), [30, 50]);
    within(quantile(active, 0.95), [50, 85]);

    const stars = [1, 2, 3, 4, 5].map((n) => reviews.rating.filter((rating) => rating === n).length);
    within(stars[4]! / reviews.length, [0.5, 0.8]);
    within(mean(reviews.rating), [3.8, 4.4]);
    expect(stars[0]!).toBeGreaterThan(stars[1]!); // J: under-reporting, Hu, Pavlou and Zhang 2009

    const hours = new Float64Array(24);
    const days = new Float64Array(7);
    for (const start of sessions.start) {
      hours[Math.floor((start % 86_400) / 3600)]!++;
      days[Math.floor(start / 86_400) % 7]!++;
    }
    within(hours.indexOf(Math.min(...hours)), [2, 5]);
    within(hours.indexOf(Math.max(...hours)), [19, 21]);
    within(Math.max(...hours) / mean(hours), [1.5, 2.2]);
    within(Math.max(...days) / Math.min(...days), [1.05, 1.25]);
  });
});

describe('tiny', () => {
  it('has something to learn: item-knn, user-knn and als beat popularity on the last fifth of the time', async () => {
    const { scenario, seedWords } = await loadScenario('tiny');
    const world = simulateInMemory(scenario, seedWords);
    const hits = await hitRates(world, seedWords, scenario.days * 86_400 * 0.8, [
      'popularity',
      'item-knn',
      'user-knn',
      'als',
    ]);
    const [popularity, ...personal] = hits as [number, ...number[]];
    for (const rate of personal) expect(rate).toBeGreaterThan(1.2 * popularity);
    expect(popularity).toBeGreaterThan(0.1);
  });
});

/** Share of shoppers with a new item of the test part among the first ten recommended, by algorithm. */
async function hitRates(
  { log, catalog, shoppers }: SimulatedWorld,
  seed: readonly [number, number, number, number],
  cutoff: number,
  names: readonly (keyof typeof ALGORITHMS)[],
): Promise<number[]> {
  const { actions, sessions } = log;
  const feedback: Feedback = {
    length: actions.length,
    shoppers: shoppers.length,
    items: catalog.length,
    shopper: Uint32Array.from(actions.session, (session) => sessions.shopper[session]!),
    item: actions.item,
    time: actions.time,
    value: new Float32Array(actions.length).fill(1),
    relevant: new Uint8Array(actions.length).fill(1),
  };
  const rows = Uint32Array.from(actions.time, (_, row) => row);
  const train = selectFeedback(
    feedback,
    rows.filter((row) => actions.time[row]! < cutoff),
  );
  const seen = toInteractions(train);
  const test = toInteractions(
    selectFeedback(
      feedback,
      rows.filter((row) => actions.time[row]! >= cutoff),
    ),
  );
  const itemsOf = ({ rowPtr, colIdx }: typeof seen, shopper: number) =>
    colIdx.subarray(rowPtr[shopper], rowPtr[shopper + 1]);
  const wanted = Array.from({ length: shoppers.length }, (_, shopper) => {
    const known = new Set(itemsOf(seen, shopper));
    return known.size > 0
      ? new Set(itemsOf(test, shopper).filter((item) => !known.has(item)))
      : new Set<number>();
  });
  const asked = Uint32Array.from(wanted.keys()).filter((shopper) => wanted[shopper]!.size > 0);
  const run = {
    draw: (purpose: Parameters<typeof drawKey>[1]) => drawKey(seed, purpose),
    signal: new AbortController().signal,
    progress: () => {},
  };
  const data = { asOf: cutoff, feedback: train, interactions: seen, catalog, shoppers };
  return Promise.all(
    names.map(async (name) => {
      const algorithm = ALGORITHMS[name];
      if (algorithm.task !== 'rank') throw new Error(`${name} does not rank`);
      const model = await algorithm.fit(data, algorithm.params.parse({}) as never, run);
      const lists = createLists(asked.length, 10);
      model.recommend({ length: asked.length, shopper: asked, exclude: 'seen' }, 10, lists);
      const isHit = asked.map((shopper, q) =>
        lists.items.subarray(q * 10, q * 10 + 10).some((item) => wanted[shopper]!.has(item)) ? 1 : 0,
      );
      return mean(isHit);
    }),
  );
}
