import { describe, expect, it } from 'vitest';
import { NEVER, SURFACES } from '../../datasets/tables.ts';
import { kolmogorovDistance } from '../../numerics/goodness-of-fit.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { digestWorld, smallScenario } from '../small-world.ts';
import { isOptedOut, optOutMoments } from './consent.ts';

const seed = seedWords('consent');
const keys = Uint32Array.from({ length: 20_000 }, (_, i) => i);

describe('optOutMoments', () => {
  it('opts the share out, evenly over the span', () => {
    const scenario = { days: 28, consent: { optOut: 0.3, from: 2, over: 10 } };
    const moments = [...optOutMoments(scenario, seed, keys)].filter((moment) => moment !== NEVER);
    expect(Math.abs(moments.length - 6000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.21));
    const distance = kolmogorovDistance(moments, (x) => (x / 86_400 - 2) / 10);
    expect(distance * Math.sqrt(moments.length)).toBeLessThan(1.95);
  });

  it('knows nothing of what comes after the log, and nobody opts out at 0', () => {
    const all = { optOut: 1, from: 0, over: 0 };
    expect(new Set(optOutMoments({ days: 5, consent: all }, seed, keys))).toEqual(new Set([1]));
    const late = optOutMoments({ days: 5, consent: { ...all, from: 5 } }, seed, keys);
    expect(new Set(late)).toEqual(new Set([NEVER]));
    expect([isOptedOut(NEVER, 9), isOptedOut(10, 9), isOptedOut(10, 10)]).toEqual([false, false, true]);
  });
});

describe('who opts out', () => {
  const changes = {
    days: 10,
    arrival: { sessionsPerDay: 1, shape: 2, anonymous: 0.2 },
    consent: { optOut: 0.5, from: 2, over: 5 },
  };
  const personal = simulateInMemory(smallScenario(changes), seed, { policy: { name: 'oracle' } });

  it('is filed with the moment, as the shop knows it', () => {
    const { shoppers } = personal;
    const known = [...shoppers.optOut].filter((moment) => moment !== NEVER);
    expect(known.length).toBeGreaterThan(15);
    expect(known.length).toBeLessThan(45);
    expect(Math.min(...known)).toBeGreaterThanOrEqual(2 * 86_400);
    expect(Math.max(...known)).toBeLessThan(7 * 86_400);
  });

  it('gets the most popular items from then on in place of a personal slate, and not before', () => {
    const { log, truth, shoppers, shops, world } = personal;
    const { impressions, sessions } = log;
    let before = 0;
    let after = 0;
    for (let row = 0; row < impressions.length; ) {
      const session = impressions.session[row]!;
      const isHome = SURFACES[impressions.surface[row]!] === 'home';
      const items = [...impressions.item.subarray(row, row + 6)];
      row += isHome ? 6 : 1;
      if (!isHome) continue;
      const { popularity } = shops[sessions.round[session]!]!;
      const rank = new Map([...world.items.byTie].map((item, at) => [item, at]));
      const popular = [...popularity.keys()]
        .sort((a, b) => popularity[b]! - popularity[a]! || rank.get(a)! - rank.get(b)!)
        .slice(0, 6);
      const shopper = truth.sessions.shopper[session]!;
      if (isOptedOut(shoppers.optOut[shopper]!, sessions.start[session]!)) {
        after++;
        expect(items).toEqual(popular);
      } else {
        before++;
        expect(items).not.toEqual(popular);
      }
    }
    expect(after).toBeGreaterThan(50);
    expect(before).toBeGreaterThan(50);
  });

  it('changes nothing in a shop that treats all alike, save what it files of them', () => {
    const open = simulateInMemory(smallScenario({ ...changes, consent: { optOut: 0 } }), seed);
    const closed = simulateInMemory(smallScenario(changes), seed);
    expect(closed.log).toEqual(open.log);
    expect(digestWorld(closed)).not.toBe(digestWorld(open));
  });
});
