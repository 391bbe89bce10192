import { describe, expect, it } from 'vitest';
import { FeedbackSpec } from '../../datasets/feedback.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { comparePairs } from '../../simulator/rounds/twins.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { type LoopOptions, runClosedLoop } from './closed-loop.ts';
import { loopPolicy } from './loop-policies.ts';

const FEEDBACK = FeedbackSpec.parse({ source: 'actions', weights: { click: 1, cart: 2, order: 5 } });

async function optionsOf(
  policy: unknown,
  { set = [], seed }: { set?: string[]; seed?: string } = {},
): Promise<LoopOptions> {
  const { scenario, seedWords } = await loadScenario('tiny', { set, ...(seed ? { seed } : {}) });
  return {
    scenario,
    seed: seedWords,
    policy: loopPolicy(policy),
    every: 1,
    feedback: FEEDBACK,
    kernels: kernelHost(1),
    signal: new AbortController().signal,
  };
}
const SHORT = [
  'days=5',
  'shoppers.count=120',
  'catalog.items=80',
  'consent.optOut=0.2',
  'consent.from=1',
  'consent.over=3',
];

describe('runClosedLoop', () => {
  it('under a policy that does not learn is the simulation', async () => {
    const options = await optionsOf({ name: 'popularity' }, { set: SHORT });
    const { rounds, totals, shown, model } = await runClosedLoop(options);
    const { log } = simulateInMemory(options.scenario, options.seed, { policy: { name: 'popularity' } });
    expect(rounds.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(log.sessions.length);
    expect(totals.clicks.reduce((sum, value) => sum + value, 0)).toBe(
      log.actions.kind.reduce((sum, kind) => sum + (kind === 0 ? 1 : 0), 0),
    );
    expect(shown.length).toBe(log.impressions.surface.reduce((sum, code) => sum + (code === 0 ? 1 : 0), 0));
    expect(totals.homeClicks.reduce((sum, value) => sum + value, 0)).toBe(
      shown.clicked.reduce((sum, value) => sum + value, 0),
    );
    expect(model).toBeNull();
  });

  it.each([{ name: 'thompson' }, { algorithm: 'item-knn', epsilon: 0.2 }])(
    '%j: the same in any number of parts, and when stopped and gone on with from a copy',
    async (policy) => {
      const options = await optionsOf(policy, { set: SHORT });
      const whole = await runClosedLoop(options);
      expect(whole.rounds.map(({ fitted }) => fitted)).toEqual([true, true, true, true, true]);
      expect(await runClosedLoop({ ...options, parts: 3 })).toEqual(whole);
      const every = { ...options, every: 2 };
      const stopped = await runClosedLoop({ ...every, rounds: 3 });
      const resumed = await runClosedLoop({ ...every, from: structuredClone(stopped) });
      expect(resumed).toEqual(await runClosedLoop(every));
      expect(resumed.rounds.map(({ fitted }) => fitted)).toEqual([true, false, true, false, true]);
    },
  );

  it('files the chances that its policy told, and shows those who opted out nothing of their own', async () => {
    const { shown } = await runClosedLoop(
      await optionsOf({ algorithm: 'popularity', epsilon: 0.3 }, { set: SHORT }),
    );
    const items = 80;
    for (let row = 0; row < shown.length; row++) {
      const left = items - shown.position[row]!;
      const told = shown.propensity[row]!;
      const chances = [0.3 / left, 0.3 / left + 0.7, 1];
      expect(Math.min(...chances.map((chance) => Math.abs(told - chance)))).toBeLessThan(1e-6);
    }
  });

  it('stops when aborted, and refuses an algorithm that fills no slates', async () => {
    const controller = new AbortController();
    const options = await optionsOf({ name: 'thompson' }, { set: SHORT });
    const onRound = () => controller.abort(new Error('stopped by the test'));
    await expect(runClosedLoop({ ...options, signal: controller.signal, onRound })).rejects.toThrow(
      'stopped by the test',
    );
    const policy = { kind: 'learning', name: 'als', params: {} } as const;
    await expect(runClosedLoop({ ...options, policy })).rejects.toThrow(
      "als has task 'rank'; a loop needs a policy",
    );
  });
});

describe('bandits on tiny, home clicks paired over shoppers', () => {
  it.each([
    [{ name: 'thompson' }, 10],
    [{ name: 'epsilon-greedy' }, 10],
    [{ name: 'lin-ucb' }, 10],
    // Widths of UCB1-Tuned are long about clicks that are rare.
    [{ name: 'ucb' }, 20],
  ] as const)(
    '%j beats random by over 3 standard errors in %d days, and does not reach the oracle',
    async (policy, days) => {
      const clicksOf = async (told: object): Promise<Float64Array> =>
        (await runClosedLoop(await optionsOf(told, { set: [`days=${days}`] }))).totals.homeClicks;
      const own = await clicksOf(policy);
      const random = comparePairs([{ policy: own, against: await clicksOf({ name: 'random' }) }]);
      const oracle = comparePairs([{ policy: own, against: await clicksOf({ name: 'oracle' }) }]);
      expect(random.difference).toBeGreaterThan(3 * random.pairedError);
      expect(oracle.difference).toBeLessThan(-3 * oracle.pairedError);
    },
  );
});
