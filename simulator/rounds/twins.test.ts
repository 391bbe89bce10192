import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ACTION_KINDS, SURFACES } from '../../datasets/tables.ts';
import { seedWords } from '../../numerics/seed.ts';
import { reserve } from '../filing/growing.ts';
import { createShardLog, fileAction, fileSlate } from '../filing/shard-log.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { smallScenario } from '../small-world.ts';
import { type SimulatedWorld, simulateInMemory } from './in-memory.ts';
import { runTwins } from './run-twins.node.ts';
import { addToTotals, compareTwins, newTotals, OUTCOME_NAMES, type Totals } from './twins.ts';

const isBuilt = existsSync(
  fileURLToPath(new URL('../../dist/simulator/rounds/worker.node.js', import.meta.url)),
);
const [CLICK, , ORDER] = ACTION_KINDS.map((_, code) => code) as [number, number, number];

describe('addToTotals', () => {
  it('adds a session by hand: clicks, one order of two lines, revenue at the prices of the arm, worth of what was seen', () => {
    const log = createShardLog();
    const totals = newTotals(3);
    reserve(log.sessions, 1);
    const { columns } = log.sessions;
    log.sessions.length = 1;
    columns.shopper[0] = 1;
    columns.arm[0] = 1;
    columns.slates[0] = 1;
    columns.impressions[0] = 3;
    columns.actions[0] = 4;
    fileSlate(log, 0, 3, Uint32Array.of(0, 1, 2), Float32Array.of(1, 1, 1));
    reserve(log.impressionTruth, 3);
    log.impressionTruth.length = 3;
    log.impressionTruth.columns.utility.set([5, 9, 5]);
    log.impressionTruth.columns.examined.set([1, 0, 1]);
    fileAction(log, 0, CLICK, 0, 0, 0, 100, 0, 5);
    fileAction(log, 1, CLICK, 2, 0, 2, 300, 0, 5);
    fileAction(log, 2, ORDER, 0, 0, 0, 100, 2, 5);
    fileAction(log, 2, ORDER, 2, 0, 2, 300, 1, 5);
    addToTotals(totals, log, 5);
    expect([...totals.clicks]).toEqual([0, 2, 0]);
    expect([...totals.orders]).toEqual([0, 1, 0]);
    expect([...totals.revenue]).toEqual([0, 500, 0]);
    expect(totals.utility[1]).toBeCloseTo(Math.log(3), 12);
  });
});

describe('compareTwins', () => {
  const totals = (values: readonly number[]): Totals => {
    const column = Float64Array.from(values);
    return { clicks: column, orders: column, revenue: column, utility: column };
  };
  it('takes the paired error from differences and the unpaired one from both spreads', () => {
    const [clicks] = compareTwins([{ policy: totals([1, 3, 8]), against: totals([0, 2, 4]) }]);
    // differences 1, 1, 4: variance 3; variances 13 and 4
    expect(clicks).toMatchObject({
      outcome: 'clicks',
      policy: 4,
      against: 2,
      difference: 2,
      betweenWorlds: null,
    });
    expect(clicks!.pairedError).toBeCloseTo(1, 12);
    expect(clicks!.unpairedError).toBeCloseTo(Math.sqrt(17 / 3), 12);
  });
  it('averages worlds, whose errors are independent', () => {
    const world = { policy: totals([1, 3, 8]), against: totals([0, 2, 4]) };
    const other = { policy: totals([1, 3, 8]), against: totals([1, 3, 8]) };
    const [clicks] = compareTwins([world, other]);
    expect(clicks!.difference).toBe(1);
    expect(clicks!.pairedError).toBeCloseTo(Math.sqrt(0.5) / Math.sqrt(2), 12);
    // world differences 2 and 0: variance 2
    expect(clicks!.betweenWorlds).toBeCloseTo(1, 12);
  });
});

describe('twins', () => {
  it('share every draw that the policy does not cause', () => {
    const scenario = smallScenario({
      choice: { outside: 2, conformity: 0, novelty: 0 },
      harms: { groupInfluence: { weight: 0 }, creepy: { utility: 0 } },
      arrival: { anonymous: 0 },
      exposure: { slateSize: 6, maxSlates: 1 },
      // What a shopper takes and gets changes the shopper, and so is caused by the policy; here it does not.
      life: {
        drift: { click: 0, order: 0 },
        saturation: { weight: 0 },
        priceMemory: { weight: 0 },
        satisfaction: { visits: 0 },
        churn: { satisfaction: 0 },
        loyalty: { visits: 0 },
        fatigue: { weight: 0 },
      },
    });
    const [a, b] = (['oracle', 'random'] as const).map((name) =>
      simulateInMemory(scenario, seedWords('twins'), { policy: { name } }),
    ) as [SimulatedWorld, SimulatedWorld];
    expect(a.log.sessions).toEqual(b.log.sessions);
    // What is like an item is shown to who has clicked it, which the policy causes.
    const examined = ({ log, truth }: SimulatedWorld): number[] =>
      [...truth.impressions.examined].filter(
        (_, row) => SURFACES[log.impressions.surface[row]!] !== 'similar',
      );
    expect(examined(a)).toEqual(examined(b));
    expect(a.log.impressions.item).not.toEqual(b.log.impressions.item);
    // Without conformity an item is worth the same to the same visit, whatever else happens in the two worlds.
    const worth = ({ log, truth }: SimulatedWorld): Map<string, number> =>
      new Map(
        [...log.impressions.item].map((item, row) => [
          `${log.impressions.session[row]} ${item}`,
          truth.impressions.utility[row]!,
        ]),
      );
    const [inA, inB] = [worth(a), worth(b)];
    const shared = [...inA].filter(([key]) => inB.has(key));
    expect(shared.length).toBeGreaterThan(50);
    for (const [key, utility] of shared) expect(inB.get(key)).toBe(utility);
  });

  it('are the same under the same policy', async () => {
    const { differences } = await runTwins('tiny', {
      policy: 'popularity',
      against: 'popularity',
      set: ['days=3'],
    });
    for (const row of differences) expect([row.difference, row.pairedError]).toEqual([0, 0]);
    expect(differences.map(({ outcome }) => outcome)).toEqual(OUTCOME_NAMES);
  });

  it('add up to what the log says', async () => {
    const { scenario, seedWords: words } = await loadScenario('tiny', { set: ['days=4'] });
    const { differences, shoppers } = await runTwins('tiny', { policy: 'random', set: ['days=4'] });
    for (const [side, policy] of [
      ['policy', { name: 'random' as const }],
      ['against', scenario.exposure.policy],
    ] as const) {
      const { actions } = simulateInMemory(scenario, words, { policy }).log;
      const clicks = [...actions.kind].filter((kind) => kind === CLICK).length;
      const revenue = [...actions.kind].reduce(
        (sum, kind, row) => sum + (kind === ORDER ? actions.price[row]! * actions.quantity[row]! : 0),
        0,
      );
      const orders = new Set([...actions.order].filter((_, row) => actions.kind[row] === ORDER)).size;
      const mean = (outcome: string): number => differences.find((row) => row.outcome === outcome)![side];
      expect(mean('clicks')).toBeCloseTo(clicks / shoppers, 9);
      expect(mean('orders')).toBeCloseTo(orders / shoppers, 9);
      expect(mean('revenue')).toBeCloseTo(revenue / shoppers, 6);
    }
  });

  it('have a paired standard error of at most 0.75 of the unpaired one, for every outcome', async () => {
    const { differences } = await runTwins('tiny', { policy: 'oracle', against: 'popularity' });
    for (const { outcome, difference, pairedError, unpairedError } of differences) {
      const ratio = pairedError / unpairedError;
      process.stdout.write(
        `twins, oracle against popularity: ${outcome} ${difference.toFixed(3)}, paired se ${pairedError.toFixed(3)}, unpaired se ${unpairedError.toFixed(3)}, ratio ${ratio.toFixed(2)}\n`,
      );
      expect(ratio).toBeLessThanOrEqual(0.75);
      expect(difference).toBeGreaterThan(3 * pairedError);
    }
  });

  it.skipIf(!isBuilt)(
    'come out the same on threads, and in worlds of their own seeds (needs the compiled dist/)',
    async () => {
      const options = { policy: 'oracle', against: 'random', set: ['days=3'], worlds: 2 };
      const one = await runTwins('tiny', options);
      expect(one.seeds).toEqual(['tiny', 'tiny/2']);
      expect(await runTwins('tiny', { ...options, threads: 2 })).toEqual(one);
      const [first] = (await runTwins('tiny', { ...options, worlds: 1 })).differences;
      const [second] = (await runTwins('tiny', { ...options, worlds: 1, seed: 'tiny/2' })).differences;
      expect(one.differences[0]!.difference).toBeCloseTo((first!.difference + second!.difference) / 2, 12);
    },
  );

  it('stop when aborted', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('stopped by the test'));
    await expect(
      runTwins('tiny', { policy: 'random', signal: controller.signal, onProgress }),
    ).rejects.toThrow('stopped by the test');
  });
});
