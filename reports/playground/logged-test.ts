/**
 * An offline test as shops run them: one policy fills the shop and leaves a log; its last days are held out; candidates learn from the days
 * before and are scored by how many of the clicks to come they would have listed. What was never shown can never be clicked.
 */

import type { Visits } from '../../algorithms/algorithm.ts';
import { type LoopState, runClosedLoop, trainingDataOf } from '../../experiments/loops/closed-loop.ts';
import { openLearner } from '../../experiments/loops/learner.ts';
import { loopPolicy } from '../../experiments/loops/loop-policies.ts';
import { LoopStudySchema, studyPolicy } from '../../experiments/loops/loop-study.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { seedWords } from '../../numerics/seed.ts';
import { stepWorld } from '../../simulator/rounds/stepped-world.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import type { Setting } from './setting.ts';
import { studyOf } from './study-of-setting.ts';

export interface LoggedTest {
  /** Mean over shoppers of the share of their clicked items of the held-out days that are among the ten listed. */
  readonly recall: number | null;
  /** Shoppers with such a click. */
  readonly shoppers: number;
}

/** The shop of the setting leaves the log; its rival is the candidate; the last `heldOut` days are for the test. */
export async function loggedTest(
  setting: Setting,
  scenario: Scenario,
  heldOut: number,
  { kernels, signal }: { readonly kernels: KernelHost; readonly signal: AbortSignal },
): Promise<LoggedTest> {
  const study = LoopStudySchema.parse(studyOf(setting));
  const [logging, rival] = study.policies.map(({ policy }) => studyPolicy(policy, study.world));
  // Without exploring the shop's own popularity fills pages; what a log tells of it is learnt.
  const candidate =
    setting.shops[1].policy === 'popularity' ? loopPolicy({ algorithm: 'popularity', epsilon: 0 }) : rival;
  if (logging!.kind === 'own' || candidate!.kind !== 'learning')
    throw new Error('logged test: the rival must be a policy that learns');
  const seed = seedWords(setting.seed);
  const { every, feedback } = study;
  const options = { scenario, seed, policy: logging!, every, feedback, kernels, signal };
  const before = await runClosedLoop({ ...options, rounds: Math.max(1, scenario.days - heldOut) });
  const world = stepWorld(scenario, seed);
  const data = trainingDataOf(before, world);
  const after = await runClosedLoop({ ...options, from: before });

  const learner = openLearner(candidate!, { seed, signal, kernels });
  const model = await learner.open(await learner.fit(data));
  const clicked = clickedSince(after, data.asOf);
  const shoppers = Uint32Array.from(clicked.keys());
  const size = scenario.exposure.slateSize;
  const slates = new Uint32Array(shoppers.length * size);
  const offered = Uint32Array.from({ length: world.catalog.length }, (_, item) => item);
  model.fill(visitsOf(shoppers, data.asOf), offered, size, slates, new Float32Array(slates.length));
  const shares = [...clicked.values()].map((items, row) => {
    const listed = slates.subarray(row * size, (row + 1) * size);
    return [...items].filter((item) => listed.includes(item)).length / items.size;
  });
  return {
    recall: shares.length === 0 ? null : shares.reduce((sum, one) => sum + one, 0) / shares.length,
    shoppers: shares.length,
  };
}

/** Items by shopper, in the order of shoppers. */
function clickedSince({ feedback }: LoopState, asOf: number): ReadonlyMap<number, ReadonlySet<number>> {
  const found = new Map<number, Set<number>>();
  for (let row = 0; row < feedback.length; row++) {
    if (feedback.time[row]! < asOf) continue;
    const shopper = feedback.shopper[row]!;
    found.set(shopper, (found.get(shopper) ?? new Set()).add(feedback.item[row]!));
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

const visitsOf = (shoppers: Uint32Array, start: number): Visits => ({
  length: shoppers.length,
  visitor: shoppers,
  shopper: shoppers,
  visit: new Uint32Array(shoppers.length),
  start: new Uint32Array(shoppers.length).fill(start),
});
