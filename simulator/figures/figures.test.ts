import { describe, expect, it } from 'vitest';
import { createLists } from '../../algorithms/algorithm.ts';
import { fitRun } from '../../algorithms/fitting.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import { type Feedback, selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { mean } from '../../numerics/stats.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import type { FigureName } from './figures.ts';
import { standingOf } from './targets.ts';

function within(value: number, [low, high]: readonly [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}

describe('marketplace', () => {
  it('looks like the sources say: rates, concentration, hours, weekdays', async () => {
    const { scenario, seedWords } = await loadScenario('marketplace');
    const { figures } = simulateInMemory(scenario, seedWords, { keepImpressions: false });
    const figure = (name: FigureName): number => figures.find((one) => one.name === name)!.value ?? NaN;
    within(figure('clicksPerImpression'), [0.015, 0.05]);
    within(figure('cartsPerClick'), [0.026, 0.087]); // RetailRocket, OTTO
    within(figure('orderLinesPerClick'), [0.008, 0.027]);
    within(figure('orderLinesPerCart'), [0.28, 0.34]); // Baymard: about 70 % of carts are left

    within(figure('actionsPerItemGini'), [0.7, 0.85]);
    within(figure('actionsPerItemMeanOverMedian'), [4, 7]);
    within(figure('actionsPerShopperMedian'), [4, 8]);
    within(figure('actionsPerShopperP90'), [30, 50]);
    within(figure('actionsPerShopperP95'), [50, 85]);

    within(figure('fiveStarShare'), [0.5, 0.8]);
    within(figure('meanRating'), [3.8, 4.4]);
    expect(figure('onesOverTwos')).toBeGreaterThan(1); // J: under-reporting, Hu, Pavlou and Zhang 2009

    within(figure('lowestHour'), [2, 5]);
    within(figure('highestHour'), [19, 21]);
    within(figure('highestHourOverMean'), [1.5, 2.2]);
    within(figure('largestWeekdayOverSmallest'), [1.05, 1.25]);
    // The scenario claims as much itself.
    expect(standingOf(figures)).toMatchObject({ failed: [], notMeasurable: [] });
    expect(standingOf(figures).passed).toBe(18);
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
  const rows = Uint32Array.from(actions.time, (_, row) => row).filter(
    (row) => feedback.shopper[row] !== NO_SHOPPER,
  );
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
  const run = fitRun({ seed, signal: new AbortController().signal, kernels: kernelHost() });
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
