/** 2. Intent: what brings this visitor, and what they mean to spend. */

import { sampleAlias } from '../../numerics/distributions.ts';
import { uniform } from '../../numerics/rng.ts';
import { budgetOf, GIVING } from '../behaviour/intent.ts';
import { normal } from '../behaviour/taste.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Run } from './run.ts';
import type { Visit } from './visit.ts';

/** Draws the mission and the budget of the visit, and files them with its session. */
export function intend({ world, rules, log, lives }: Run, now: Visit): void {
  const { key, visit, row, life, session } = now;
  const { draws } = rules;
  const { budget } = world.scenario.intent;
  now.mission = sampleAlias(rules.missions, uniform(draws.mission, key, visit));
  if (budget.median > 0) {
    const usedPrice = lives.columns.usedPrice[life]!;
    const z = normal(draws.budget, key, visit);
    now.budget = budgetOf(budget, z, world.shoppers.income[row]!, usedPrice);
  }
  log.sessions.columns.mission[session] = now.mission;
  log.sessions.columns.budget[session] = now.budget;
}

/** Standard deviation of the taste of a visit around the shopper's own, per dimension. */
export function moodOf({ taste, intent }: Scenario, mission: number): number {
  if (mission !== GIVING || intent.giftMood === 0) return taste.mood;
  return Math.sqrt(taste.mood * taste.mood + intent.giftMood * intent.giftMood);
}
