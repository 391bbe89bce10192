/** 1. Arrival: who comes when, on what, in which arm. */

import { DAY, sessionCount, startSecond } from '../behaviour/arrival.ts';
import { visitFactor } from '../behaviour/life.ts';
import { reserve } from '../filing/growing.ts';
import { identify } from '../people/identify.ts';
import { STILL_HERE } from '../people/lives.ts';
import type { Run } from './run.ts';

/** The sessions that a shopper of the shard starts in this round, in order of time. */
export function arrive(run: Run, life: number): void {
  const { world, rules, shop, log, lives } = run;
  const { draws } = rules;
  const { round } = shop.state;
  const row = lives.first + life - world.shoppers.first;
  const key = world.shoppers.keys[row]!;
  const { left, satisfaction, tier, visits } = lives.columns;
  if (left[life] !== STILL_HERE) return;
  const { satisfaction: pleased, loyalty } = world.scenario.life;
  const likes = visitFactor(satisfaction[life]!, pleased.visits) * visitFactor(tier[life]!, loyalty.visits);
  const mean = likes * world.shoppers.rate[row]! * run.activity;
  const count = sessionCount(draws.count, key, round, mean);
  if (count === 0) return;
  reserve(log.sessions, count);
  const { columns } = log.sessions;
  const first = log.sessions.length;
  for (let nth = 0; nth < count; nth++) {
    const second = startSecond(draws.start, rules.hours, key, round, nth);
    columns.start[first + nth] = round * DAY + second;
  }
  if (count > 1) columns.start.subarray(first, first + count).sort();
  for (let nth = 0; nth < count; nth++) {
    const at = log.sessions.length++;
    const visit = visits[life]! + nth;
    columns.shopper[at] = world.shoppers.first + row;
    columns.visit[at] = visit;
    columns.seen[at] = visit;
    columns.arm[at] = world.shoppers.arm[row]!;
    columns.group[at] = world.shoppers.ageBand[row]!;
    identify(run, row, life, at);
  }
  visits[life]! += count;
}
