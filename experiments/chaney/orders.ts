/** In which order each shopper sees the items that were there before a round: the policies of the paper, controls, and algorithms of the suite. */

import type { PolicyModel } from '../../algorithms/algorithm.ts';
import { drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import { openLearner } from '../loops/learner.ts';
import type { LoopCourse, StudyPolicy } from '../loops/loop-world.ts';
import type { ChaneyParams } from './chaney-params.ts';
import { contentScores, friendsOf, socialScores } from './own-policies.ts';
import { type ChaneyState, DAY, trainingOf } from './training-rows.ts';
import type { Utilities } from './utilities.ts';

/** The items [0, old) that a shopper sees, in the order of a policy. */
export type OrderOf = (shopper: number, candidates: Uint32Array) => Uint32Array;

interface Ranker {
  /** Of the round that follows `state`. */
  orderAt(state: ChaneyState): Promise<OrderOf>;
  fitsBefore(round: number): number;
}

/** By falling score, equals at random. */
function byScore(
  candidates: Uint32Array,
  score: (item: number) => number,
  chance: (item: number) => number,
): Uint32Array {
  const own = Float64Array.from(candidates, score);
  const chances = Float64Array.from(candidates, chance);
  return Uint32Array.from(candidates.keys())
    .sort((a, b) => own[b]! - own[a]! || chances[a]! - chances[b]!)
    .map((at) => candidates[at]!);
}

export function openRanker(
  params: ChaneyParams,
  utilities: Utilities,
  seed: SeedWords,
  course: LoopCourse,
): Ranker {
  const { policy, every } = course;
  const { startup, newItems } = params;
  const { items } = utilities;
  const orderKey = drawKey(seed, 'chaney.order');
  const learns = policy.kind !== 'fixed';
  const fittedAt = (round: number): number => startup + Math.floor((round - startup) / every) * every;
  let learnt: { at: number; order: (round: number) => OrderOf } | undefined;
  const chanceAt = (round: number, shopper: number) => (item: number) =>
    uniform(orderKey, shopper, item, round);
  const random =
    (round: number): OrderOf =>
    (shopper, candidates) =>
      byScore(candidates, () => 0, chanceAt(round, shopper));
  const scored =
    (scores: (shopper: number, item: number) => number) =>
    (round: number): OrderOf =>
    (shopper, candidates) =>
      byScore(candidates, (item) => scores(shopper, item), chanceAt(round, shopper));
  const friends = policy.kind === 'own' && policy.name === 'social' ? friendsOf(utilities) : [];

  async function learn(state: ChaneyState, at: number): Promise<(round: number) => OrderOf> {
    const chosen = state.chosen.map((own) => own.slice(0, at));
    if (policy.kind === 'learning')
      return learning(policy, params, utilities, seed, state, at, course, random);
    const scores =
      (policy as Extract<StudyPolicy, { kind: 'own' }>).name === 'social'
        ? socialScores(utilities, friends, chosen)
        : contentScores(utilities, chosen, at * newItems);
    return scored((shopper, item) => scores[shopper * items + item]!);
  }

  return {
    async orderAt(state) {
      const { round } = state;
      if (round < startup) return random(round);
      if (learns) {
        const at = fittedAt(round);
        if (learnt?.at !== at) learnt = { at, order: await learn(state, at) };
        return learnt.order(round);
      }
      if (policy.spec.name === 'oracle')
        return scored((shopper, item) => utilities.utility[shopper * items + item]!)(round);
      if (policy.spec.name === 'popularity') {
        const counts = new Uint32Array(items);
        for (const own of state.chosen) for (const item of own) counts[item]!++;
        return scored((_, item) => counts[item]!)(round);
      }
      if (policy.spec.name === 'random' || policy.spec.name === 'none') return random(round);
      throw new Error(`loop: chaney-2018 has no policy '${policy.spec.name}'`);
    },
    fitsBefore: (round) => (learns ? Math.ceil(Math.max(0, round - startup) / every) : 0),
  };
}

/** An algorithm of the suite: what it has rows of in its order, what nobody had chosen at random behind. */
async function learning(
  policy: Extract<StudyPolicy, { kind: 'learning' }>,
  params: ChaneyParams,
  utilities: Utilities,
  seed: SeedWords,
  state: ChaneyState,
  at: number,
  { signal, kernels }: LoopCourse,
  random: (round: number) => OrderOf,
): Promise<(round: number) => OrderOf> {
  const data = trainingOf(params, utilities, state, at);
  const learner = openLearner(policy, { seed, signal, kernels });
  const model: PolicyModel = await learner.open(await learner.fit(data));
  const isTrained = new Uint8Array(utilities.items);
  for (const item of data.feedback.item) isTrained[item] = 1;
  const split = (candidates: Uint32Array) => ({
    trained: candidates.filter((item) => isTrained[item] === 1),
    rest: candidates.filter((item) => isTrained[item] === 0),
  });
  return (round) => {
    // All see the same items where what was chosen stays: one array, which models recognise.
    let shared: ReturnType<typeof split> | undefined;
    return (shopper, candidates) => {
      if (params.chosenStay) shared ??= split(candidates);
      const { trained, rest } = shared ?? split(candidates);
      const order = new Uint32Array(trained.length);
      const visits = {
        ...{ length: 1, visitor: Uint32Array.of(shopper), shopper: Uint32Array.of(shopper) },
        ...{ visit: Uint32Array.of(round), start: Uint32Array.of(round * DAY) },
      };
      if (trained.length > 0)
        model.fill(visits, trained, trained.length, order, new Float32Array(trained.length));
      return Uint32Array.of(...order, ...random(round)(shopper, rest));
    };
  };
}
