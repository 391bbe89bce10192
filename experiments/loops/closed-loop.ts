/**
 * The closed loop: a shop simulated day by day under a policy that learns, every n days, from what it has caused. What it
 * learns from is what a shop would have: slates with their propensities, clicks, feedback of known shoppers who consent. The same
 * shoppers with the same draws meet every policy, so loops of one world are compared shopper by shopper.
 */

import type { TrainingData } from '../../algorithms/algorithm.ts';
import type { SavedModel } from '../../algorithms/model-state.ts';
import { consentedRows, consentedShoppers } from '../../datasets/consent.ts';
import type { FeedbackSpec } from '../../datasets/feedback.ts';
import { type Feedback, selectFeedback, toInteractions } from '../../datasets/interactions.ts';
import { knownCatalog } from '../../datasets/known-catalog.ts';
import { clickTimes, consentedShown, joinShown, type Shown, shownFrom } from '../../datasets/shown.ts';
import { mean } from '../../numerics/stats.ts';
import {
  type StepPolicy,
  type SteppedRound,
  type SteppedWorld,
  stepWorld,
  type WorldState,
} from '../../simulator/rounds/stepped-world.ts';
import { addToTotals, newTotals, OUTCOMES, type Totals } from '../../simulator/rounds/twins.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import { requireHonestBarrier } from '../leaks/loop-leaks.ts';
import { openLearner } from './learner.ts';
import { addHomeClicks, feedbackOf, joinFeedback, joinTimes, noFeedback } from './loop-feedback.ts';
import type { LoopFits, LoopPolicy } from './loop-policy.ts';

const DAY = 86_400;

/** What is compared at the end: what twins compare, and how pleased shoppers are when the loop ends. */
export const LOOP_OUTCOMES = {
  ...OUTCOMES,
  homeClicks: { unit: 'clicks', doc: 'items clicked on home slates, which the policy fills' },
  satisfaction: { unit: 'satisfaction', doc: 'satisfaction at the end of the loop' },
} as const;

export type LoopOutcomeName = keyof typeof LOOP_OUTCOMES;

export interface LoopOptions extends LoopFits {
  readonly scenario: Scenario;
  readonly policy: LoopPolicy;
  /** Days between fits: the first before day 0, from nothing. */
  readonly every: number;
  /** Which actions algorithms learn from, besides slates and clicks. */
  readonly feedback: FeedbackSpec;
  /** Parts into which shoppers are cut; the outcome does not depend on it. */
  readonly parts?: number;
  /** The world of `loopScenario(scenario)` and the seed, where it stands already. */
  readonly world?: SteppedWorld;
  /** Where an earlier loop of the same options stood; it goes on from there. */
  readonly from?: LoopState;
  /** Rounds to run before it stops, to be gone on with; all that are left unless said. */
  readonly rounds?: number;
  onRound?(done: number, total: number): void;
  /** Told of every day, for measures; it changes nothing. */
  readonly observer?: LoopObserver;
}

/** Who looks on at a loop, with the truth in view. */
export interface LoopObserver {
  /** Before a day: the state at its start, which the day uses up. */
  begin(world: SteppedWorld, state: WorldState): void;
  /** After it. */
  end(world: SteppedWorld, round: SteppedRound): void;
  /** At the barrier after a day, with all from which the loop can go on. */
  barrier?(state: LoopState): Promise<void>;
}

/** One day: sums over all visits, but for satisfaction, which is the mean of shoppers at the end of the day. */
export interface LoopRound {
  readonly day: number;
  /** Whether the policy learnt before it. */
  readonly fitted: boolean;
  readonly sessions: number;
  /** Slots of home slates, and those that were clicked. */
  readonly homeSlots: number;
  readonly homeClicks: number;
  readonly clicks: number;
  readonly orders: number;
  /** Cents. */
  readonly revenue: number;
  readonly utility: number;
  readonly satisfaction: number;
}

/** Where a loop stands at a barrier: plain data. */
export interface LoopState {
  readonly day: number;
  readonly world: WorldState;
  readonly model: SavedModel | null;
  /** What was shown so far, with what was ever clicked of it and when, and how much of it since the last fit. */
  readonly shown: Shown;
  /** (shown) second of the first click; NOT_CLICKED where there was none. */
  readonly clickedAt: Uint32Array;
  readonly slatesSinceFit: number;
  readonly feedback: Feedback;
  readonly totals: LoopTotals;
  readonly rounds: readonly LoopRound[];
}

/** (shoppers) of each outcome so far. */
export type LoopTotals = Totals & { readonly homeClicks: Float64Array; readonly satisfaction: Float64Array };

/** A scenario as a loop runs it: with the whole truth, which measures read. */
export const loopScenario = (scenario: Scenario): Scenario => ({ ...scenario, truth: 'full' });

/** Runs a loop to its end, or for so many rounds; the state says all, and can be gone on with. */
export async function runClosedLoop(options: LoopOptions): Promise<LoopState> {
  const { policy, every, rounds: most = Number.POSITIVE_INFINITY, signal } = options;
  const scenario = loopScenario(options.scenario);
  const learner = policy.kind === 'learning' ? openLearner(policy, options) : undefined;
  const world = options.world ?? stepWorld(scenario, options.seed, options.parts ?? 1);
  let state = options.from ?? startOf(world);
  let slates = learner && state.model ? await learner.revive(state.model, scenario) : undefined;
  const last = Math.min(scenario.days, state.day + most);
  while (state.day < last) {
    signal.throwIfAborted();
    const fitted = learner !== undefined && state.day % every === 0;
    if (fitted) {
      const model = await learner.fit(trainingDataOf(state, world));
      slates = await learner.revive(model, scenario);
      state = { ...state, model, slatesSinceFit: 0 };
    }
    const stepped: StepPolicy = policy.kind === 'fixed' ? { spec: policy.spec } : { made: slates! };
    state = move(state, world, stepped, fitted, options);
    options.onRound?.(state.day, scenario.days);
    await options.observer?.barrier?.(state);
    await new Promise<void>((resume) => setTimeout(resume, 0));
  }
  return state;
}

/**
 * What the policy of a loop may learn from when the day of `state` begins. A visit belongs whole to the day on which it starts, so what
 * it did past midnight is left to the next fit. Audited; throws where anything in it could not be known yet.
 */
export function trainingDataOf(state: LoopState, { catalog, shoppers }: SteppedWorld): TrainingData {
  const asOf = state.day * DAY;
  const { optOut } = shoppers;
  const { shown, clickedAt } = state;
  const past = Uint32Array.from({ length: state.feedback.length }, (_, row) => row).filter(
    (row) => state.feedback.time[row]! < asOf,
  );
  const feedback = selectFeedback(state.feedback, consentedRows(past, state.feedback.shopper, optOut, asOf));
  const clicked = shown.clicked.map((one, row) => (clickedAt[row]! < asOf ? one : 0));
  const data: TrainingData = {
    asOf,
    feedback,
    interactions: toInteractions(feedback),
    catalog: knownCatalog(catalog, asOf),
    shoppers: consentedShoppers(shoppers, asOf),
    shown: consentedShown({ ...shown, clicked }, optOut, asOf),
    ahead: state.slatesSinceFit,
  };
  requireHonestBarrier({ data, asOf, shown, clickedAt, optOut });
  return data;
}

function startOf(world: SteppedWorld): LoopState {
  const count = world.world.shoppers.length;
  return {
    day: 0,
    world: world.start(),
    model: null,
    shown: joinShown([]),
    clickedAt: new Uint32Array(0),
    slatesSinceFit: 0,
    feedback: noFeedback(world),
    totals: {
      ...newTotals(count),
      homeClicks: new Float64Array(count),
      satisfaction: new Float64Array(count),
    },
    rounds: [],
  };
}

/** One day under `policy`, and what it leaves. */
function move(
  state: LoopState,
  world: SteppedWorld,
  policy: StepPolicy,
  fitted: boolean,
  { feedback: spec, observer }: Pick<LoopOptions, 'feedback' | 'observer'>,
): LoopState {
  observer?.begin(world, state.world);
  const stepped = world.step(state.world, policy);
  observer?.end(world, stepped);
  const { next, logs, seen } = stepped;
  const shown = shownFrom(seen);
  const count = world.world.shoppers.length;
  const today = newTotals(count);
  for (const log of logs) addToTotals(today, log, world.world.scenario.choice.outside);
  const homeClicks = new Float64Array(count);
  for (const log of logs) addHomeClicks(homeClicks, log);
  const satisfaction = Float64Array.from(next.lives.columns.satisfaction);
  const sum = (values: ArrayLike<number>): number =>
    Array.from(values).reduce((total, value) => total + value, 0);
  const round: LoopRound = {
    day: state.day,
    fitted,
    sessions: seen.sessions.length,
    homeSlots: shown.length,
    homeClicks: sum(shown.clicked),
    clicks: sum(today.clicks),
    orders: sum(today.orders),
    revenue: sum(today.revenue),
    utility: sum(today.utility),
    satisfaction: mean(satisfaction),
  };
  const added = (name: keyof Totals): Float64Array =>
    state.totals[name].map((value, shopper) => value + today[name][shopper]!);
  return {
    day: state.day + 1,
    world: next,
    model: state.model,
    shown: joinShown([state.shown, shown]),
    clickedAt: joinTimes(state.clickedAt, clickTimes(seen)),
    slatesSinceFit: state.slatesSinceFit + shown.slates,
    feedback: joinFeedback(state.feedback, feedbackOf(seen, world, spec)),
    totals: {
      clicks: added('clicks'),
      orders: added('orders'),
      revenue: added('revenue'),
      utility: added('utility'),
      homeClicks: state.totals.homeClicks.map((value, shopper) => value + homeClicks[shopper]!),
      satisfaction,
    },
    rounds: [...state.rounds, round],
  };
}
