/** What must not change, and what must change in step, when a world is changed: no expected values, only relations. */

import { describe, expect, it } from 'vitest';
import { drawKey, uniform } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import {
  BARE_SLATES,
  CART,
  CLICK,
  NO_HARMS,
  ORDER,
  STILL_LIFE,
  slatesOf,
  tablesOfWorld,
} from './figures/observed.fixture.ts';
import { type InMemoryOptions, type SimulatedWorld, simulateInMemory } from './rounds/in-memory.ts';
import { ScenarioSchema } from './scenario/scenario.ts';
import { smallScenario } from './small-world.ts';

const seed = seedWords('metamorphic');
const simulate = (
  changes: Parameters<typeof smallScenario>[0],
  options: InMemoryOptions = {},
): SimulatedWorld => simulateInMemory(smallScenario(changes), seed, options);

/** A permutation of 0 .. n - 1, by keyed draws. */
function shuffled(n: number, by: number): Uint32Array {
  const key = drawKey(seedWords('shuffled'), 'ties');
  return Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => uniform(key, by, a) - uniform(key, by, b),
  );
}

const columnsIn = (table: object): [name: string, values: ArrayLike<unknown>][] =>
  Object.entries(table).filter(([name]) => name !== 'length');

/** Rows of the log with lasting keys in place of rows and ids, sorted: the same for two worlds that differ in numbering alone. */
function stories({ log, truth, world }: SimulatedWorld): Record<string, string[]> {
  const item = (row: number): number => world.items.keys[row]!;
  const shopper = (row: number): number => world.shoppers.keys[row]!;
  const { sessions, impressions, actions, afterSale, reviews } = log;
  const visit = (session: number): string =>
    `${shopper(truth.sessions.shopper[session]!)}/${sessions.visitor[session]}/${sessions.visit[session]}`;
  const tell = (
    table: { readonly length: number },
    leave: readonly string[],
    names: Readonly<Record<string, (value: number) => unknown>>,
  ): string[] => {
    const columns = columnsIn(table).filter(([name]) => !leave.includes(name));
    return Array.from({ length: table.length }, (_, row) =>
      columns
        .map(([name, column]) => `${name} ${names[name] ? names[name](column[row] as number) : column[row]}`)
        .join(', '),
    ).sort();
  };
  // Numbers of sessions and orders, and codes of rows, are the numbering itself.
  return {
    sessions: tell(sessions, ['session'], {
      shopper: (row) => (row < world.shoppers.length ? shopper(row) : 'unknown'),
    }),
    impressions: tell(impressions, [], { session: visit, item }),
    actions: tell(actions, ['order'], { session: visit, item }),
    orders: tell(afterSale.orders, ['order'], { session: visit, shopper }),
    deliveries: tell(afterSale.deliveries, ['order'], { item, shopper }),
    returns: tell(afterSale.returns, ['order'], { item, shopper }),
    tickets: tell(afterSale.tickets, ['ticket', 'order'], { item, shopper }),
    reviews: tell(reviews, ['review', 'order'], { item, shopper }),
    utilities: tell(truth.impressions, [], { session: visit }),
    experiences: tell(truth.experiences, ['order'], { item, shopper }),
    states: tell(truth.shopperStates, [], { shopper }),
  };
}

describe('rows permuted, keys kept', () => {
  const changes = { days: 6, shoppers: { count: 50 }, arrival: { sessionsPerDay: 0.8 } };
  const policy = { name: 'popularity' } as const;
  const told = stories(simulate(changes, { policy }));

  it('have something to tell', () => {
    for (const [name, lines] of Object.entries(told)) expect([name, lines.length > 5]).toEqual([name, true]);
  });

  it('of shoppers: each lives the same life', () => {
    const world = simulate(changes, { policy, shopperKeys: shuffled(50, 1), shards: 3 });
    expect(stories(world)).toEqual(told);
  });

  it('of items: each is shown, judged and sold the same', () => {
    expect(stories(simulate(changes, { policy, itemKeys: shuffled(80, 2) }))).toEqual(told);
  });

  it('of both, under the oracle as well', () => {
    const both = { itemKeys: shuffled(80, 3), shopperKeys: shuffled(50, 4) };
    const oracle = { name: 'oracle' } as const;
    expect(stories(simulate(changes, { policy: oracle, ...both }))).toEqual(
      stories(simulate(changes, { policy: oracle })),
    );
  });

  it('of items: tables of the catalog and the truth are permuted exactly', () => {
    const keys = shuffled(80, 5);
    const [before, after] = [simulate({ days: 1 }), simulate({ days: 1 }, { itemKeys: keys })];
    for (const [old, now] of [
      [before.catalog, after.catalog],
      [before.truth.itemTraits, after.truth.itemTraits],
    ]) {
      const moved = new Map(columnsIn(now!));
      for (const [name, column] of columnsIn(old!)) {
        if (name === 'item') continue;
        expect([name, Array.from(keys, (key) => column[key])]).toEqual([name, Array.from(moved.get(name)!)]);
      }
    }
  });
});

describe('shoppers doubled, couplings off', () => {
  const N = 600;
  const still = (count: number) =>
    simulate({
      days: 6,
      truth: 'actions',
      shoppers: { count },
      exposure: { slateSize: 6, maxSlates: 1, policy: { name: 'random' }, ...BARE_SLATES },
      choice: { outside: 1, conformity: 0 },
      harms: NO_HARMS,
    });
  const [once, twice] = [still(N), still(2 * N)];

  /** (shoppers) sessions, clicks, carts, order lines, reviews of each. */
  function outcomes({ log, truth }: SimulatedWorld, shoppers: number): Float64Array[] {
    const columns = Array.from({ length: 5 }, () => new Float64Array(shoppers));
    for (const shopper of truth.sessions.shopper) columns[0]![shopper]!++;
    log.actions.kind.forEach((kind, row) => {
      const nth = [CLICK, CART, ORDER].indexOf(kind);
      if (nth >= 0) columns[1 + nth]![truth.sessions.shopper[log.actions.session[row]!]!]!++;
    });
    for (const shopper of log.reviews.shopper) columns[4]![shopper]!++;
    return columns;
  }

  it('double what is to be expected: the second half is as the first, within 4 standard errors', () => {
    for (const column of outcomes(twice, 2 * N)) {
      const halves = [column.subarray(0, N), column.subarray(N)].map((half) => {
        const sum = half.reduce((a, b) => a + b, 0);
        return { sum, variance: half.reduce((a, b) => a + (b - sum / N) ** 2, 0) };
      });
      const error = Math.sqrt(halves[0]!.variance + halves[1]!.variance);
      expect(halves[0]!.sum).toBeGreaterThan(30);
      expect(Math.abs(halves[1]!.sum - halves[0]!.sum)).toBeLessThan(4 * error);
    }
  });

  it('leave the first half as it was, row for row', () => {
    expect(outcomes(twice, 2 * N).map((column) => column.subarray(0, N))).toEqual(outcomes(once, N));
    const firstHalf = (lines: string[]): string[] =>
      lines.filter((line) => Number(/(?:session|visitor|shopper) (\d+)/.exec(line)![1]) < N);
    const [small, large] = [stories(once), stories(twice)];
    for (const name of [
      'impressions',
      'actions',
      'deliveries',
      'returns',
      'tickets',
      'reviews',
      'experiences',
    ]) {
      expect([name, firstHalf(large[name]!)]).toEqual([name, small[name]]);
    }
  });

  it('do not stay apart once couplings are on: the test above can fail', () => {
    const coupled = (count: number) =>
      simulate({
        days: 6,
        shoppers: { count },
        exposure: { slateSize: 6, maxSlates: 1, policy: { name: 'popularity' } },
      });
    expect(outcomes(coupled(2 * N), 2 * N).map((column) => column.subarray(0, N))).not.toEqual(
      outcomes(coupled(N), N),
    );
  });
});

describe('an addition leaves the rest as it was', () => {
  const changes = {
    days: 4,
    arrival: { sessionsPerDay: 1 },
    mentions: { shoppers: 1, intercept: 2, meanDays: 0.5 },
  };
  const plain = simulate(changes);
  const tables = tablesOfWorld(plain);
  /** Names of tables that differ, and of columns where told. */
  const differing = (other: SimulatedWorld): string[] => {
    const now = tablesOfWorld(other);
    return [...tables].flatMap(([name, table]) => {
      const columns = new Map(columnsIn(now.get(name)!));
      const differ = columnsIn(table).filter(([column, values]) => !sameValues(values, columns.get(column)!));
      const length = now.get(name)!.length === table.length ? [] : ['length'];
      return [...length, ...differ.map(([column]) => column)].map((column) => `${name}.${column}`);
    });
  };
  const sameValues = (a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean =>
    JSON.stringify(Array.from(a)) === JSON.stringify(Array.from(b));

  it.each([
    ['faults of the log', { faults: { missing: 0.3, duplicated: 0.2, late: 0.2, outOfOrder: 0.2 } }, []],
    [
      'opt-outs under a policy that is not personal',
      { consent: { optOut: 0.5, from: 0, over: 1 } },
      ['shoppers.optOut'],
    ],
    [
      'anonymous visits',
      { arrival: { ...changes.arrival, anonymous: 0.7 } },
      ['sessions.shopper', 'identities.'],
    ],
    [
      'channels',
      { arrival: { ...changes.arrival, channels: { web: 1, app: 0, social: 0, email: 0 } } },
      ['sessions.channel'],
    ],
    ['surveys', { support: { survey: 1 } }, ['tickets.']],
    [
      'texts of reviews and mentions',
      { reviews: { typos: 0.5, intensifiers: 1 } },
      ['reviews.text', 'mentions.text'],
    ],
    [
      'a test of two arms that are alike',
      { experiments: [{ name: 'a/a', arms: [{ name: 'a' }, { name: 'b' }] }] },
      ['sessions.arm', 'arms.'],
    ],
  ])('%s', (_, added, touched) => {
    const sections = Object.fromEntries(
      Object.entries(added).map(([name, section]) => [
        name,
        Array.isArray(section)
          ? section
          : { ...((plain.world.scenario as Record<string, unknown>)[name] as object), ...section },
      ]),
    );
    const found = differing(
      simulateInMemory(ScenarioSchema.parse({ ...plain.world.scenario, ...sections }), seed),
    );
    expect(found.filter((column) => !touched.some((allowed) => column.startsWith(allowed)))).toEqual([]);
    for (const allowed of touched)
      expect([allowed, found.some((column) => column.startsWith(allowed))]).toEqual([allowed, true]);
  });

  it('an item at the end: all that shoppers saw of the others was worth to them what it was', () => {
    const options: InMemoryOptions = { policy: { name: 'fixed', items: [0, 9, 18, 27, 36, 45] } };
    const first = {
      days: 1,
      shoppers: { count: 200 },
      arrival: { sessionsPerDay: 2 },
      choice: { outside: 2, novelty: 0 },
      life: STILL_LIFE,
      harms: NO_HARMS,
    };
    const before = simulate(first, options);
    const after = simulate({ ...first, catalog: { items: 81 } }, { ...options });
    expect(after.log.sessions).toEqual(before.log.sessions);
    const worth = (world: SimulatedWorld): Map<string, number> => {
      const { session, slate, item } = world.log.impressions;
      return new Map(
        Array.from(world.truth.impressions.utility, (value, row) => [
          `${session[row]} ${slate[row]} ${item[row]}`,
          value,
        ]),
      );
    };
    const [old, now] = [worth(before), worth(after)];
    const shared = [...old].filter(([place]) => now.has(place));
    expect(shared.length).toBeGreaterThan(0.8 * old.size);
    for (const [place, utility] of shared) expect(now.get(place)).toBe(utility);
    // Home slates are the same six items: what was taken from them is the same too.
    const home = (world: SimulatedWorld) =>
      [...slatesOf(world)]
        .filter(({ slate }) => slate === 0)
        .map(({ session, clicked }) => [session, ...clicked]);
    expect(home(after)).toEqual(home(before));
  });
});

describe('no drift', () => {
  it('leaves taste as it was born, whatever is consumed', () => {
    const eager = { days: 5, arrival: { sessionsPerDay: 2 }, life: { drift: { click: 0, order: 0 } } };
    const world = simulate(eager);
    expect(world.log.actions.length).toBeGreaterThan(500);
    expect(world.truth.shopperDrift.length).toBe(0);
    for (const { columns } of world.lives) expect(columns.drift.every((value) => value === 0)).toBe(true);
    expect(world.truth.shopperTastes).toEqual(simulate({ ...eager, days: 1 }).truth.shopperTastes);
  });

  it('and a world that stands still: a pair of shopper and item is worth the same on every day', () => {
    const world = simulate({
      days: 6,
      arrival: { sessionsPerDay: 2 },
      taste: { mood: 0 },
      intent: { giftMood: 0 },
      choice: { conformity: 0, novelty: 0 },
      life: STILL_LIFE,
      harms: NO_HARMS,
    });
    const worth = new Map<string, number>();
    let again = 0;
    world.log.impressions.item.forEach((item, row) => {
      const pair = `${world.truth.sessions.shopper[world.log.impressions.session[row]!]} ${item}`;
      const utility = world.truth.impressions.utility[row]!;
      if (worth.has(pair)) {
        again++;
        expect(utility).toBe(worth.get(pair));
      }
      worth.set(pair, utility);
    });
    expect(again).toBeGreaterThan(1000);
  });
});
