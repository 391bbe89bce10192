import { describe, expect, it } from 'vitest';
import { checkLog } from '../../datasets/log-invariants.ts';
import { ACTION_KINDS, DEVICES, SURFACES } from '../../datasets/tables.ts';
import { checkMentions, checkSearches } from '../../datasets/visit-invariants.ts';
import { chiSquare } from '../../numerics/goodness-of-fit.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean } from '../../numerics/stats.ts';
import { MISSIONS } from '../behaviour/intent.ts';
import { columnsOf, GRID_OF_DEVICE, TOP_OF_SURFACE } from '../behaviour/page-layout.ts';
import { type SimulatedWorld, simulateInMemory } from '../rounds/in-memory.ts';
import { smallScenario } from '../small-world.ts';
import { byStrength } from '../world/labels.ts';
import { articleOf } from './search-words.ts';

const seed = seedWords('visits');
const busy = {
  days: 4,
  shoppers: { count: 400 },
  catalog: { items: 240, departments: 3, categories: 2, brands: 7, sellers: 5 },
  arrival: { sessionsPerDay: 1, shape: 5 },
} as const;
const loud = {
  voice: { desktop: 0.2, phone: 0.5, tablet: 0.8 },
  wordErrors: 0.2,
  deletions: 0.3,
  typos: 0.2,
  corrected: 0.5,
};
const [CLICK, CART, ORDER, VIDEO, FAVOURITE, SHARE] = ACTION_KINDS.map((_, kind) => kind) as [
  number,
  number,
  number,
  number,
  number,
  number,
];
const [, , SEARCH, SIMILAR, BANNER] = SURFACES.map((_, surface) => surface) as [
  number,
  number,
  number,
  number,
  number,
];

/** Within four standard errors of a share. */
function expectShare(came: number, of: number, share: number): void {
  expect(of).toBeGreaterThan(30);
  expect(Math.abs(came - of * share)).toBeLessThanOrEqual(4 * Math.sqrt(of * share * (1 - share)));
}

interface Slate {
  readonly session: number;
  readonly slate: number;
  readonly surface: number;
  readonly items: number[];
  readonly rows: number[];
}

function slatesOf({ log }: SimulatedWorld): Map<string, Slate> {
  const { impressions } = log;
  const slates = new Map<string, Slate>();
  for (let row = 0; row < impressions.length; row++) {
    const session = impressions.session[row]!;
    const slate = impressions.slate[row]!;
    const known = slates.get(`${session} ${slate}`) ?? {
      session,
      slate,
      surface: impressions.surface[row]!,
      items: [],
      rows: [],
    };
    expect(known.surface).toBe(impressions.surface[row]);
    known.items.push(impressions.item[row]!);
    known.rows.push(row);
    slates.set(`${session} ${slate}`, known);
  }
  return slates;
}

const world = simulateInMemory(smallScenario({ ...busy, search: loud, mentions: { shoppers: 0.5 } }), seed);
const slates = slatesOf(world);
const { log, truth, filed, world: made } = world;
const { items } = made;

it('makes a log that keeps every invariant', () => {
  expect(filed.searches.length).toBeGreaterThan(500);
  expect(filed.mentions.length).toBeGreaterThan(10);
  expect(checkLog(log, world.catalog, world.shoppers)).toEqual([]);
  expect(checkSearches(filed.searches, log.sessions)).toEqual([]);
  expect(checkMentions(filed.mentions, world.catalog.length)).toEqual([]);
});

describe('intent', () => {
  it('comes with missions in the shares of their weights', () => {
    const { browse, search, replenish, gift } = made.scenario.intent;
    const weights = [browse, search, replenish, gift];
    const sum = weights.reduce((a, b) => a + b);
    const came = MISSIONS.map((_, code) => truth.sessions.mission.filter((one) => one === code).length);
    const expected = weights.map((weight) => (weight / sum) * truth.sessions.length);
    expect(chiSquare(came, expected)).toBeLessThan(16.27); // 0.999 of chi-square with 3 degrees of freedom
  });

  it('has lognormal budgets, larger where incomes and used prices are', () => {
    const { median, spread, incomeEffect } = made.scenario.intent.budget;
    const residuals = [...truth.sessions.budget].map((cents, session) => {
      const shopper = truth.sessions.shopper[session]!;
      return Math.log(cents / median) - incomeEffect * made.shoppers.income[shopper]!;
    });
    // On the first day nobody is used to any price.
    const first = residuals.filter((_, session) => log.sessions.visit[session] === 0);
    const scale = spread / Math.sqrt(first.length);
    expect(Math.abs(mean(first))).toBeLessThan(4 * scale);
    expect(Math.abs(Math.sqrt(mean(first.map((r) => r * r))) / spread - 1)).toBeLessThan(0.1);
  });

  it('carts less beyond the budget', () => {
    const carts = (weight: number): number => {
      const scenario = smallScenario({ ...busy, intent: { budget: { median: 2000, weight } } });
      const { kind } = simulateInMemory(scenario, seed).log.actions;
      return kind.filter((one) => one === CART).length;
    };
    expect(carts(3)).toBeLessThan(0.8 * carts(0));
  });

  it('opens what shoppers are used to when they replenish', () => {
    const shareOfKnown = (replenishPull: number): number => {
      const scenario = smallScenario({
        ...busy,
        intent: { browse: 0, search: 0, gift: 0, replenish: 1, replenishPull },
        search: { replenish: 0 },
      });
      const replenishing = simulateInMemory(scenario, seed);
      const { lives } = replenishing;
      let known = 0;
      let all = 0;
      for (const { session, surface, items: shown } of slatesOf(replenishing).values()) {
        const life = lives[replenishing.log.sessions.round[session]!]!;
        const shopper = replenishing.truth.sessions.shopper[session]!;
        const habit = life.columns.habit.subarray(shopper * 3, shopper * 3 + 3);
        if (SURFACES[surface] !== 'category' || Math.max(...habit) === 0) continue;
        all++;
        known += Number(habit[items.department[shown[0]!]!]! > 0);
      }
      expect(all).toBeGreaterThan(200);
      return known / all;
    };
    expect(shareOfKnown(20)).toBeGreaterThan(shareOfKnown(0) + 0.1);
  });
});

/** Whether an item is what the words of a query ask for. */
function fits(words: string, item: number): boolean {
  const article = articleOf(items.tree, items.category[item]!);
  const rest =
    words === article ? '' : words.endsWith(` ${article}`) ? words.slice(0, -article.length - 1) : words;
  const values = world.catalog.attributes[item]!.split('|').map((pair) => pair.split('=')[1]);
  return rest === '' || rest === world.catalog.brand[item]!.toLowerCase() || values.includes(rest);
}

describe('search', () => {
  const { searches, searchTruth } = filed;
  const spoken = (row: number): boolean => searches.mode[row] === 1;
  const rows = Array.from({ length: searches.length }, (_, row) => row);
  const wordsMeant = (row: number): number => {
    const category = world.catalog.category.indexOf(searchTruth.category[row]!);
    return searchTruth.meant[row] === articleOf(items.tree, items.category[category]!) ? 1 : 2;
  };

  it('shows what fits the query as the shop understood it, all of it, the most clicked first', () => {
    let found = 0;
    for (const row of rows) {
      const slate = slates.get(`${searches.session[row]} ${searches.slate[row]}`);
      if (searches.results[row] === 0) {
        expect(slate).toBeUndefined();
        continue;
      }
      const words = spoken(row) ? searches.query[row]! : searchTruth.meant[row]!;
      expect(slate?.surface).toBe(SEARCH);
      expect(slate!.items.filter((item) => !fits(words, item))).toEqual([]);
      const fitting = Array.from(items.keys, (_, item) => item).filter((item) => fits(words, item));
      expect(fitting.length, words).toBe(searches.results[row]);
      const { popularity } = world.shops[log.sessions.round[searches.session[row]!]!]!;
      const clicks = slate!.items.map((item) => popularity[item]!);
      expect(clicks).toEqual(clicks.toSorted((a, b) => b - a));
      found++;
    }
    expect(found).toBeGreaterThan(400);
    const ofSearch = [...slates.values()].filter(({ surface }) => surface === SEARCH);
    expect(ofSearch.length).toBe(found);
  });

  it('hears spoken words wrong at the rate of the knob, and the log has what was heard', () => {
    let words = 0;
    let errors = 0;
    for (const row of rows.filter(spoken)) {
      words += wordsMeant(row);
      errors += searchTruth.errors[row]!;
      expect(searches.query[row] === searchTruth.meant[row]).toBe(searchTruth.errors[row] === 0);
    }
    expectShare(errors, words, loud.wordErrors);
  });

  it('is spoken to in the shares of the devices', () => {
    for (const device of ['desktop', 'phone', 'tablet'] as const) {
      const code = DEVICES.indexOf(device);
      const on = rows.filter((row) => log.sessions.device[searches.session[row]!] === code);
      expectShare(on.filter(spoken).length, on.length, loud.voice[device]);
    }
  });

  it('finds nothing for typos that it does not correct', () => {
    const typed = rows.filter((row) => !spoken(row));
    const wrong = typed.filter((row) => searchTruth.typo[row] !== 0);
    expectShare(wrong.length, typed.length, loud.typos);
    expectShare(wrong.filter((row) => searchTruth.typo[row] === 1).length, wrong.length, loud.corrected);
    for (const row of typed)
      expect(searches.query[row] === searchTruth.meant[row]).toBe(searchTruth.typo[row] === 0);
    for (const row of wrong) if (searchTruth.typo[row] === 2) expect(searches.results[row]).toBe(0);
  });

  it('is what who comes to find something does first after the home slate', () => {
    const asked = new Set(rows.map((row) => searches.session[row]!));
    const wentOn = new Set(
      [...slates.values()].filter(({ surface }) => surface === 1).map((one) => one.session),
    );
    for (const session of wentOn)
      if (truth.sessions.mission[session] === 1) expect(asked.has(session)).toBe(true);
  });

  it('is not there where its knobs are 0', () => {
    const none = simulateInMemory(
      smallScenario({ search: { browse: 0, search: 0, replenish: 0, gift: 0 } }),
      seed,
    );
    expect(none.filed.searches.length).toBe(0);
    expect(none.log.impressions.surface.includes(SEARCH)).toBe(false);
  });
});

describe('similar items', () => {
  const strongest = (item: number): [number, number] => {
    const labels = items.labels.subarray(item * 4, item * 4 + 4);
    const aspect = byStrength(labels)[0]!;
    return [aspect, labels[aspect]!];
  };
  const isLike = (item: number, other: number): boolean => {
    const [aspect, label] = strongest(item);
    return items.category[item] === items.category[other] && items.labels[other * 4 + aspect] === label;
  };
  const clicked = (simulated: SimulatedWorld): Map<number, Set<number>> => {
    const { actions } = simulated.log;
    const sets = new Map<number, Set<number>>();
    for (let row = 0; row < actions.length; row++) {
      if (actions.kind[row] !== CLICK) continue;
      const known = sets.get(actions.session[row]!) ?? new Set();
      sets.set(actions.session[row]!, known.add(actions.item[row]!));
    }
    return sets;
  };

  it('share category and strongest label with an item of which the page was open, and are never that item', () => {
    const pages = clicked(world);
    const similar = [...slates.values()].filter(({ surface }) => surface === SIMILAR);
    expect(similar.length).toBeGreaterThan(50);
    for (const { session, items: shown } of similar) {
      const sources = [...pages.get(session)!].filter(
        (item) => !shown.includes(item) && shown.every((other) => isLike(item, other)),
      );
      expect(sources.length).toBeGreaterThan(0);
    }
  });

  it('are looked at once an item and visit, with the probability of the knob', () => {
    const often = { probability: 0.4, most: 50 };
    const looking = simulateInMemory(
      smallScenario({ ...busy, exposure: { slateSize: 6, maxSlates: 4, similar: often } }),
      seed,
    );
    let pages = 0;
    for (const set of clicked(looking).values())
      for (const item of set)
        if (items.keys.some((_, other) => other !== item && isLike(item, other))) pages++;
    const looks = [...slatesOf(looking).values()].filter(({ surface }) => surface === SIMILAR).length;
    expectShare(looks, pages, 0.4);
  });

  it('come to an end', () => {
    const similar = { probability: 1, most: 3 };
    const tempting = smallScenario({
      choice: { outside: -9 },
      exposure: { slateSize: 6, maxSlates: 4, similar },
    });
    const simulated = simulateInMemory(tempting, seed);
    const looks = new Map<number, number>();
    for (const { session, surface } of slatesOf(simulated).values())
      if (surface === SIMILAR) looks.set(session, (looks.get(session) ?? 0) + 1);
    expect(Math.max(...looks.values())).toBe(3);
    expect(checkLog(simulated.log, simulated.catalog, simulated.shoppers)).toEqual([]);
  });
});

describe('banners', () => {
  it('show the most clicked items of the department of the day, to the share of visits that the knob says', () => {
    const banners = [...slates.values()].filter(({ surface }) => surface === BANNER);
    expectShare(banners.length, log.sessions.length, made.scenario.exposure.banner.probability);
    let seen = 0;
    for (const { session, items: shown, rows } of banners) {
      const round = log.sessions.round[session]!;
      const { popularity } = world.shops[round]!;
      const others = items.keys.length - 3;
      expect(shown.map((item) => items.department[item])).toEqual(Array(3).fill(round % 3));
      const most = Math.max(
        ...Array.from({ length: others + 3 }, (_, item) =>
          items.department[item] === round % 3 && !shown.includes(item) ? popularity[item]! : 0,
        ),
      );
      expect(Math.min(...shown.map((item) => popularity[item]!))).toBeGreaterThanOrEqual(most);
      for (const row of rows) seen += truth.impressions.examined[row]!;
    }
    expectShare(seen, 3 * banners.length, made.scenario.exposure.banner.examined);
  });

  it('that nobody looks at shift nothing else', () => {
    const shown = (probability: number): number[] => {
      const scenario = smallScenario({
        exposure: { slateSize: 6, maxSlates: 4, banner: { probability, examined: 0 } },
        life: { fatigue: { slate: 0 } },
      });
      const { impressions } = simulateInMemory(scenario, seed).log;
      return [...impressions.item].filter((_, row) => impressions.surface[row] !== BANNER);
    };
    expect(shown(1)).toEqual(shown(0));
  });
});

describe('pages', () => {
  const { actions } = log;
  const rows = Array.from({ length: actions.length }, (_, row) => row);
  const surfaceOf = (row: number) => slates.get(`${actions.session[row]} ${actions.slate[row]}`)!;

  it('are clicked in the cell of the slot, as the device lays them out', () => {
    for (const row of rows.filter((one) => actions.kind[one] === CLICK)) {
      const device = log.sessions.device[actions.session[row]!]!;
      const { surface, items: shown } = surfaceOf(row);
      const columns = columnsOf(device, surface, shown.length);
      const position = actions.position[row]!;
      expect(Math.floor(((actions.x[row]! - 1) * columns) / 1000)).toBe(position % columns);
      const { cellHeight } = GRID_OF_DEVICE[device]!;
      expect(Math.floor((actions.y[row]! - TOP_OF_SURFACE[surface]!) / cellHeight)).toBe(
        Math.floor(position / columns),
      );
    }
  });

  it('hold shoppers as long as they like the item', () => {
    const { dwellSeconds, dwellUtility } = made.scenario.pace;
    const { outside } = made.scenario.choice;
    const clicks = rows.filter((row) => actions.kind[row] === CLICK);
    // A time rounded up has the mean of the time and about a half.
    const ratios = clicks.map((row) => {
      const surplus = truth.actions.utility[row]! - outside;
      return (actions.dwell[row]! - 0.5) / (dwellSeconds * Math.exp(dwellUtility * surplus));
    });
    expect(dwellUtility).toBeGreaterThan(0);
    expect(Math.abs(mean(ratios) - 1)).toBeLessThan(4 / Math.sqrt(ratios.length));
    expect(rows.every((row) => actions.kind[row] === CLICK || actions.dwell[row] === 0)).toBe(true);
  });

  it('have videos for the share of items, and videos and shares change nothing else', () => {
    const run = (on: boolean) =>
      simulateInMemory(
        smallScenario({
          funnel: {
            cart: { intercept: -0.5 },
            video: on ? { items: 0.5, intercept: 20 } : { items: 0 },
            share: on ? { shoppers: 0.5, intercept: 20 } : { shoppers: 0 },
          },
        }),
        seed,
      );
    const [all, without] = [run(true), run(false)];
    const story = ({ log: told }: SimulatedWorld, kinds: readonly number[]): string[] =>
      [...told.actions.time].flatMap((time, row) =>
        kinds.includes(told.actions.kind[row]!)
          ? [`${told.actions.session[row]} ${time} ${told.actions.kind[row]} ${told.actions.item[row]}`]
          : [],
      );
    const rest = [CLICK, CART, ORDER, FAVOURITE];
    expect(story(all, rest)).toEqual(story(without, rest));
    expect(story(without, [VIDEO, SHARE])).toEqual([]);
    const withVideo = new Set<number>();
    const without_ = new Set<number>();
    const { kind, item } = all.log.actions;
    kind.forEach((one, row) => {
      if (one === VIDEO) withVideo.add(item[row]!);
      if (one === CLICK) without_.add(item[row]!);
    });
    expectShare(withVideo.size, without_.size, 0.5);
  });

  it('put an item on the wish list once, and cart it sooner when it comes back', () => {
    const funnel = (recall: number) => ({
      cart: { intercept: -3 },
      favourite: { shoppers: 1, intercept: 1, recall },
    });
    const recalled = (recall: number): number => {
      const simulated = simulateInMemory(smallScenario({ ...busy, funnel: funnel(recall) }), seed);
      const told = simulated.log.actions;
      const wished = new Set<string>();
      let carted = 0;
      for (let row = 0; row < told.length; row++) {
        const pair = `${simulated.truth.sessions.shopper[told.session[row]!]} ${told.item[row]}`;
        if (told.kind[row] === CART) carted += Number(wished.has(pair));
        if (told.kind[row] === FAVOURITE) wished.add(pair);
      }
      return carted;
    };
    expect(recalled(5)).toBeGreaterThan(1.3 * recalled(0));
  });
});

describe('mentions', () => {
  const chatty = simulateInMemory(
    smallScenario({ ...busy, mentions: { shoppers: 1, intercept: -1, extremity: 0.5, meanDays: 0 } }),
    seed,
  );
  const { mentions, mentionTruth, experiences } = chatty.filed;

  it('are as many as experiences make likely', () => {
    let expected = 0;
    let spread = 0;
    for (const felt of experiences.experience) {
      const p = 1 / (1 + Math.exp(1 - 0.5 * Math.abs(felt)));
      expected += p;
      spread += p * (1 - p);
    }
    expect(expected).toBeGreaterThan(100);
    expect(Math.abs(mentions.length - expected)).toBeLessThan(4 * Math.sqrt(spread));
  });

  it('say what was felt, name the brand, and hide who speaks behind one token', () => {
    const tokens = new Map<number, number>();
    mentions.author.forEach((author, row) => {
      expect(mentions.author[row]).toBe(mentionTruth.author[row]);
      const felt = mentionTruth.experience[row]!;
      expect(mentions.stance[row]).toBe(felt > 0.3 ? 2 : felt < -0.3 ? 0 : 1);
      expect(mentions.brand[row]).toBe(chatty.catalog.brand[mentions.item[row]!]);
      expect(mentions.text[row]!.endsWith(`. #${mentions.brand[row]}`)).toBe(true);
      const shopper = mentionTruth.shopper[row]!;
      expect(tokens.get(author) ?? shopper).toBe(shopper);
      tokens.set(author, shopper);
    });
    expect(new Set(tokens.values()).size).toBe(tokens.size);
  });

  it('come from the share of shoppers who talk', () => {
    const some = simulateInMemory(
      smallScenario({ ...busy, mentions: { shoppers: 0.4, intercept: 20, meanDays: 0 } }),
      seed,
    );
    const buyers = new Set(some.filed.experiences.shopper);
    expectShare(new Set(some.filed.mentionTruth.shopper).size, buyers.size, 0.4);
  });
});
