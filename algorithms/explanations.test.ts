/** What every rank model that tells why has to keep to; runs over the registry. */

import { describe, expect, it } from 'vitest';
import type { Interactions } from '../datasets/interactions.ts';
import { NO_SHOPPER } from '../datasets/tables.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import {
  type Algorithm,
  type Cause,
  type CauseKind,
  createLists,
  type Histories,
  type Queries,
  type RankModel,
  type Saved,
} from './algorithm.ts';
import { modelHost } from './fitting.ts';
import { ALGORITHMS } from './registry.ts';
import { quietRun, type SmallRow, smallReviews, smallTraining } from './small-training.node.ts';

const SHOPPERS = 24;
const ITEMS = 18;
const EMPTY_SHOPPER = 23;

/** Skewed purchases with repeats of items in categories, by shoppers of three regions; one shopper and one item without a row. */
const DATA = (() => {
  const key = drawKey(seedWords('explain'), 'split');
  const rows = Array.from({ length: 150 }, (_, n): SmallRow => {
    const shopper = n % EMPTY_SHOPPER;
    return [shopper, Math.floor(uniform(key, shopper, n) ** 2 * (ITEMS - 1)), n * 3600, 1 + (n % 2)];
  });
  const titles = Array.from({ length: ITEMS }, (_, i) => `thing${i % 4} shape${i % 5}`);
  const data = smallTraining(SHOPPERS, ITEMS, rows, titles);
  for (let item = 0; item < ITEMS; item++) data.catalog.category[item] = `room${item % 3}`;
  for (let shopper = 0; shopper < SHOPPERS; shopper++) data.shoppers.region[shopper] = `land${shopper % 3}`;
  const reviews = rows.slice(0, 60).map(([shopper, item], n) => [shopper, item, 1 + (n % 5)] as const);
  return { ...data, reviews: smallReviews(reviews) };
})();

type Tells = RankModel & Saved & Required<Pick<RankModel, 'score' | 'explain'>>;
const ENTRIES = (Object.entries(ALGORITHMS) as [string, Algorithm][]).filter(
  (entry): entry is [string, Algorithm<'rank'>] => entry[1].task === 'rank',
);
type Telling = Algorithm<'rank'> & { readonly explains: readonly CauseKind[] };
/** What tells of itself; what tells as its parts do is tested beside them. */
const tells = ENTRIES.filter((entry): entry is [string, Telling] => Array.isArray(entry[1].explains));

const models = new Map<unknown, Promise<RankModel & Saved>>();
/** Once each: no answer depends on those before it, and nothing is changed but copies of states. */
function fitted(algorithm: Algorithm<'rank'>): Promise<RankModel & Saved> {
  const known = models.get(algorithm) ?? algorithm.fit(DATA, algorithm.params.parse({}), quietRun('explain'));
  models.set(algorithm, known);
  return known;
}

/** What is left of a score; nothing where the item is no answer any more: then the cause has to be all of it. */
const leftOf = (score: number): number => (score === Number.NEGATIVE_INFINITY ? 0 : score);

/** What is told before each of `shoppers` asks: some of three items, the first of them twice. */
function historiesOf(shoppers: Uint32Array): Histories {
  const rows = Array.from(shoppers, (_, q) => [q % 7, 3, 3 + (q % 5), q % 7].slice(0, q % 5));
  const rowPtr = Uint32Array.from([0, ...rows.map((_, q) => rows.slice(0, q + 1).flat().length)]);
  const item = Uint32Array.from(rows.flat());
  return { rowPtr, item, time: item.map(() => 10_000_000) };
}

const EVERYONE = Uint32Array.from([...Array(SHOPPERS).keys(), NO_SHOPPER, SHOPPERS + 7]);
const PLAIN: Queries = { length: EVERYONE.length, shopper: EVERYONE, exclude: 'none' };
const TOLD: Queries = { ...PLAIN, history: historiesOf(EVERYONE) };

/** (items) the score that each has in the list of query q; -Infinity where it is not listed. */
function listedScores(model: RankModel, queries: Queries): number[][] {
  const lists = createLists(queries.length, ITEMS);
  model.recommend(queries, ITEMS, lists);
  return Array.from({ length: queries.length }, (_, q) => {
    const scores = new Array<number>(ITEMS).fill(Number.NEGATIVE_INFINITY);
    for (let n = 0; n < lists.lengths[q]!; n++)
      scores[lists.items[q * ITEMS + n]!] = lists.scores[q * ITEMS + n]!;
    return scores;
  });
}

it.each(ENTRIES)('%s tells why exactly where it says so', async (_name, algorithm) => {
  const model = await fitted(algorithm);
  expect(typeof model.explain).toBe(algorithm.explains === undefined ? 'undefined' : 'function');
  if (Array.isArray(algorithm.explains))
    expect(new Set(algorithm.explains).size).toBe(algorithm.explains.length);
  if (algorithm.explains === 'parts') expect(algorithm.parts?.length).toBeGreaterThan(0);
});

it.each(ENTRIES)(
  '%s: single scores, where there are any, are those that lists are ordered by',
  async (_name, algorithm) => {
    const model = await fitted(algorithm);
    // What tells as its parts do has no score of its own: that of an item is as its list has it.
    if (Array.isArray(algorithm.explains) && !algorithm.listwise) expect(model.score).toBeDefined();
    for (const queries of [PLAIN, TOLD]) {
      const listed = listedScores(model, queries);
      for (let item = 0; item < ITEMS + 2; item++) {
        const out = new Float32Array(queries.length);
        model.score?.(queries, new Uint32Array(queries.length).fill(item), out);
        const expected = listed.map((scores) => scores[item] ?? Number.NEGATIVE_INFINITY);
        if (model.score) expect([...out]).toEqual(expected);
      }
    }
  },
);

/** Scores are sums of f32 products. Rows of als are solved in f32, and told of in f64. */
const toleranceOf = (name: string, causes: readonly Cause[]): number =>
  1e-5 * causes.reduce((sum, { contribution }) => sum + Math.abs(contribution), name === 'als' ? 0.1 : 1e-6);

/** Their states do not hold what they are made of; the tests beside them take it away by another path. */
const CHECKED_ELSEWHERE: Readonly<Record<string, readonly CauseKind[]>> = {
  als: ['own-item'],
  'session-knn': ['neighbour'],
  'review-aware': ['part'],
};

describe.each(tells)('why, by %s', (name, algorithm) => {
  const views: (CauseKind | undefined)[] = [undefined, ...algorithm.explains];

  it('tells causes that add up to the score, strongest first, in each of its ways', async () => {
    const model = (await fitted(algorithm)) as Tells;
    let told = 0;
    // Networks are asked anew for every cause.
    const step = algorithm.family === 'deep' ? 9 : 3;
    for (const queries of algorithm.usesHistory ? [PLAIN, TOLD] : [PLAIN]) {
      const listed = listedScores(model, queries);
      for (const by of views) {
        for (let q = 0; q < queries.length; q++) {
          for (let item = q % step; item < ITEMS; item += step) {
            const { score, causes, additive } = model.explain(queries, q, item, Number.POSITIVE_INFINITY, by);
            expect(score).toBe(listed[q]![item]);
            for (const [n, { contribution }] of causes.entries()) {
              expect(Number.isFinite(contribution) && contribution !== 0).toBe(true);
              if (n > 0) expect(contribution).toBeLessThanOrEqual(causes[n - 1]!.contribution);
            }
            if (score === Number.NEGATIVE_INFINITY) expect(causes).toEqual([]);
            else if (additive) {
              const sum = causes.reduce((all, { contribution }) => all + contribution, 0);
              expect(Math.abs(sum - score), `${name} ${by} ${q} ${item}`).toBeLessThan(
                toleranceOf(name, causes),
              );
            }
            told += causes.length;
            expect(model.explain(queries, q, item, 2, by).causes).toEqual(causes.slice(0, 2));
          }
        }
      }
    }
    expect(told > 0).toBe(algorithm.explains.length > 0);
  });

  it('refuses a way that it does not have', async () => {
    const model = (await fitted(algorithm)) as Tells;
    const by = (['part', 'attribute', 'neighbour'] as const).find(
      (kind) => !algorithm.explains.includes(kind),
    )!;
    expect(() => model.explain(PLAIN, 0, 0, 1, by)).toThrow(`explain: '${by}' explains nothing here`);
  });

  it.each(algorithm.explains.filter((by) => !CHECKED_ELSEWHERE[name]?.includes(by)))(
    'loses from a listed score what a cause says when it is taken away: %s',
    async (by) => {
      const model = (await fitted(algorithm)) as Tells;
      const takeAway = TAKEN_AWAY[by];
      const listed = listedScores(model, PLAIN);
      let checked = 0;
      for (let n = 0; n < 200 && checked < 60; n++) {
        const [q, item] = [(n * 5) % SHOPPERS, (n * 7) % (ITEMS - 1)];
        const { causes, score } = model.explain(PLAIN, q, item, Number.POSITIVE_INFINITY, by);
        for (const cause of new Set([...causes.slice(0, 2), ...causes.slice(-1)])) {
          const saved = structuredClone(model.save());
          takeAway(saved.state as Record<string, unknown>, q, item, cause);
          const without = await algorithm.load(saved, modelHost(kernelHost()));
          const left = leftOf(listedScores(without, PLAIN)[q]![item]!);
          expect(Math.abs(listed[q]![item]! - left - cause.contribution)).toBeLessThan(
            toleranceOf(name, causes),
          );
          if (cause.contribution > toleranceOf(name, causes)) {
            expect(left).toBeLessThan(score);
            checked++;
          }
        }
      }
      expect(checked).toBeGreaterThan(10);
    },
  );
});

/** In sequences, items move up when one is taken out. */
const listening = tells.filter(
  ([, { usesHistory, explains, family }]) =>
    usesHistory && explains.includes('own-item') && family !== 'sequence',
);
it.each(listening)(
  '%s: an unknown shopper who had not told of the first cause gets the rest of the score',
  async (name, algorithm) => {
    const model = (await fitted(algorithm)) as Tells;
    const ask = (items: number[]): Queries => ({
      length: 1,
      shopper: Uint32Array.of(NO_SHOPPER),
      exclude: 'none',
      history: {
        rowPtr: Uint32Array.of(0, items.length),
        item: Uint32Array.from(items),
        time: new Uint32Array(items.length),
      },
    });
    let checked = 0;
    for (let n = 0; n < 60; n++) {
      const items = [...new Set([n % 5, (n * 3) % 11, (n * 7) % 13])];
      const { score, causes } = model.explain(ask(items), 0, n % ITEMS, 9, 'own-item');
      if (causes.length < 2) continue;
      const rest = items.filter((item) => item !== causes[0]!.item);
      const left = leftOf(listedScores(model, ask(rest))[0]![n % ITEMS]!);
      expect(Math.abs(score - left - causes[0]!.contribution)).toBeLessThan(toleranceOf(name, causes));
      checked++;
    }
    expect(checked).toBeGreaterThan(5);
  },
);

type State = Record<string, unknown>;

/** What it takes for a cause not to be there, in a state that is then opened as any other. */
const TAKEN_AWAY: Record<CauseKind, (state: State, shopper: number, item: number, cause: Cause) => void> = {
  'own-item': (state, shopper, target, cause) => {
    const item = cause.item!;
    if ('followers' in state) clear(state['followers'], item, target);
    else if ('previous' in state) clearChain(state, shopper, cause);
    else if ('latest' in state) cutRow(state, 'latest', shopper, item);
    else if ('latent' in state) cutRow(state['interactions'] as State, 'colIdx', shopper, item);
    else clear(state['profiles'] ?? state['counts'] ?? state['weights'], shopper, item);
  },
  neighbour: (state, _shopper, item, { shopper }) => clear(state['right'], shopper!, item),
  attribute: (state, _shopper, item, { kind, name }) => {
    const names = state['names'] as string[];
    clear(state['right'], kind === 'popularity' ? names.length : names.indexOf(name!), item);
  },
  factor: (state, shopper, item, cause) => {
    if ('itemSums' in state) clearDeepfm(state, shopper, item, cause);
    else if ('weights' in state) clearNeumf(state, shopper, cause);
    else clearFactor(state, shopper, item, cause);
  },
  part: ({ names, weights }, _shopper, _item, { name }) => {
    (weights as number[])[(names as string[]).indexOf(name!)] = 0;
  },
  popularity: ({ counts }, _shopper, item, { contribution }) => {
    (counts as Float32Array)[item]! -= contribution;
  },
  'own-level': () => {
    throw new Error('nothing tells by it alone');
  },
};

const floats = (state: State, key: string): Float32Array => state[key] as Float32Array;

function clearFactor(state: State, shopper: number, item: number, { kind, factor }: Cause): void {
  const factors = floats(state, 'itemVectors').length / ITEMS;
  if (kind === 'popularity') floats(state, 'bias')[item] = 0;
  else floats(state, 'shopperVectors')[shopper * factors + factor!] = 0;
}

/** The vector of the item as one that others follow, or that of the shopper. */
function clearChain(state: State, shopper: number, { kind, item }: Cause): void {
  const factors = floats(state, 'previous').length / ITEMS;
  const [vectors, row] =
    kind === 'part' ? [floats(state, 'shopper'), shopper] : [floats(state, 'previous'), item!];
  vectors.fill(0, row * factors, (row + 1) * factors);
}

/** Packed: the factors of shoppers come first, the vote on the tower and its bias last. */
function clearNeumf(state: State, shopper: number, { kind, factor }: Cause): void {
  const [weights, factors] = [floats(state, 'weights'), state['factors'] as number];
  if (kind === 'part') weights.fill(0, weights.length - 1 - (state['hidden'] as number[]).at(-1)!);
  else weights[shopper * factors + factor!] = 0;
}

function clearDeepfm(state: State, shopper: number, item: number, { kind, factor }: Cause): void {
  if (kind === 'own-level') floats(state, 'shopperAlone')[shopper] = 0;
  else if (kind === 'popularity') floats(state, 'itemAlone')[item] = 0;
  else if (kind === 'factor')
    floats(state, 'shopperSums')[shopper * (state['factors'] as number) + factor!] = 0;
  else floats(state, 'later').fill(0, floats(state, 'later').length - (state['hidden'] as number[]).at(-1)!);
}

/** Takes all of `item` out of the columns of a row. */
function cutRow(state: State, columns: string, row: number, item: number): void {
  const [rowPtr, all] = [state['rowPtr'] as Uint32Array, state[columns] as Uint32Array];
  const isKept = (column: number, p: number): boolean =>
    column !== item || p < rowPtr[row]! || p >= rowPtr[row + 1]!;
  const cut = all.length - all.filter(isKept).length;
  expect(cut).toBeGreaterThan(0);
  state['rowPtr'] = rowPtr.map((start, n) => (n > row ? start - cut : start));
  state[columns] = all.filter(isKept);
  if ('values' in state) state['values'] = floats(state, 'values').subarray(cut).slice();
}

function clear(matrix: unknown, row: number, column: number): void {
  const { rowPtr, colIdx, values } = matrix as Interactions;
  const at = colIdx.subarray(0, rowPtr[row + 1]!).indexOf(column, rowPtr[row]!);
  expect(at).toBeGreaterThanOrEqual(0);
  values[at] = 0;
}
