/** By which device and cookie a shopper comes, and when the shop finds out whose it is. */

import { IDENTIFIED_BY } from '../../datasets/identity-tables.ts';
import { sampleAlias } from '../../numerics/distributions.ts';
import { uniform } from '../../numerics/rng.ts';
import { reserve } from '../filing/growing.ts';
import type { ShardLog } from '../filing/shard-log.ts';
import type { Run } from '../visit/run.ts';
import type { Visit } from '../visit/visit.ts';
import { MOST_COOKIES, MOST_DEVICES, pickDevice, visitorKey } from './visitors.ts';

const SIGN_IN = IDENTIFIED_BY.indexOf('sign-in');
const ORDER = IDENTIFIED_BY.indexOf('order');

/**
 * Fills in the session at row `at` of the log: visitor, sessions that the visitor had before, device, channel, and whether
 * the shop knows who it is. On a device that it does not know, a shopper signs in or stays anonymous.
 */
export function identify(run: Run, row: number, life: number, at: number): void {
  const { world, rules, log, lives } = run;
  const { draws } = rules;
  const { identity, arrival } = world.scenario;
  const { columns } = log.sessions;
  const { cookie, known, seen } = lives.columns;
  const key = world.shoppers.keys[row]!;
  const visit = columns.visit[at]!;
  const device = pickDevice(
    world.shoppers.devices[row]!,
    identity.main,
    uniform(draws.whichDevice, key, visit),
  );
  const slot = life * MOST_DEVICES + device;
  const forgets = uniform(draws.cookie, key, visit) < identity.forget;
  if (forgets && seen[slot]! > 0 && cookie[slot]! < MOST_COOKIES - 1) {
    cookie[slot]!++;
    known[slot] = 0;
    seen[slot] = 0;
  }
  const visitor = visitorKey(draws.visitor, key, device, cookie[slot]!);
  columns.visitor[at] = visitor;
  columns.seen[at] = seen[slot]!++;
  columns.device[at] = sampleAlias(rules.devices, uniform(draws.device, key, device));
  columns.channel[at] = channelOf(run, key, visit);
  if (known[slot] === 0 && !(uniform(draws.anonymous, key, visit) < arrival.anonymous)) {
    known[slot] = 1;
    noteIdentity(log, columns.start[at]!, visitor, columns.shopper[at]!, SIGN_IN);
  }
  columns.anonymous[at] = known[slot] === 1 ? 0 : 1;
}

/** Who orders gives a name: the shop knows the visitor's later sessions from the next day on. */
export function identifyByOrder(run: Run, { row, life, key, session, time }: Visit): void {
  const { world, rules, log, lives } = run;
  const { columns } = log.sessions;
  if (columns.anonymous[session] === 0) return;
  const { cookie, known } = lives.columns;
  const visitor = columns.visitor[session]!;
  // Two sessions of one day on one device may both order.
  if (isNoted(run, visitor)) return;
  for (let device = 0; device < world.shoppers.devices[row]!; device++) {
    const slot = life * MOST_DEVICES + device;
    if (visitorKey(rules.draws.visitor, key, device, cookie[slot]!) === visitor) known[slot] = 1;
  }
  noteIdentity(log, Math.floor(time), visitor, columns.shopper[session]!, ORDER);
}

/** Whether the visitor was identified by this shard in this round. */
function isNoted({ log }: Run, visitor: number): boolean {
  return log.identities.columns.visitor.subarray(0, log.identities.length).includes(visitor);
}

/** Files who a visitor is. */
export function noteIdentity(
  { identities }: Pick<ShardLog, 'identities'>,
  time: number,
  visitor: number,
  shopper: number,
  by: number,
): void {
  reserve(identities, 1);
  const { columns } = identities;
  const at = identities.length++;
  columns.time[at] = time;
  columns.visitor[at] = visitor;
  columns.shopper[at] = shopper;
  columns.by[at] = by;
}

/** The shopper's habitual channel, or any. */
function channelOf({ world, rules }: Run, key: number, visit: number): number {
  const { channel, channelHabit } = rules.draws;
  const isHabit = uniform(channelHabit, key, visit) < world.scenario.identity.channelHabit;
  return sampleAlias(
    rules.channels,
    isHabit ? uniform(channelHabit, key, HABIT) : uniform(channel, key, visit),
  );
}

/** Stands where a visit stands; no shopper has as many. */
const HABIT = 0xffffffff;
