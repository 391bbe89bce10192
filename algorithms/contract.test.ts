import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../datasets/config-error.ts';
import { type Examples, NO_CLASS } from '../datasets/examples.ts';
import type { Interactions } from '../datasets/interactions.ts';
import { NO_SHOPPER } from '../datasets/tables.ts';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import {
  type Algorithm,
  type ClassifyModel,
  createLists,
  type ForecastModel,
  type Histories,
  type LabelModel,
  type Lists,
  type ModelOf,
  type PartSpec,
  type PolicyModel,
  type Queries,
  type RankModel,
  type RateModel,
  type Task,
  type TrainingData,
} from './algorithm.ts';
import { algorithmNamed, modelHost } from './fitting.ts';
import { decodeModel, encodeModel } from './model-file.ts';
import type { StateArray } from './model-state.ts';
import { completeParams, partIds } from './parts.ts';
import { ALGORITHMS } from './registry.ts';
import { tiePlaces } from './scoring/ties.ts';
import {
  learntFrom,
  quietRun,
  type ShownRow,
  type SmallExample,
  type SmallRow,
  smallExamples,
  smallReviews,
  smallShown,
  smallTraining,
} from './small-training.node.ts';

const ENTRIES: [string, Algorithm][] = Object.entries(ALGORITHMS);
const isRank = (entry: [string, Algorithm]): entry is [string, Algorithm<'rank'>] => entry[1].task === 'rank';
const isRate = (entry: [string, Algorithm]): entry is [string, Algorithm<'rate'>] => entry[1].task === 'rate';

const SHOPPERS = 30;
const ITEMS = 25;
const EMPTY_SHOPPER = 29;
const UNTRAINED = [23, 24];

/** Skewed random purchases with repeats, equal counts and times; one shopper and two items without a row. */
function noisyData(): TrainingData {
  const key = drawKey(seedWords('contract'), 'split');
  const rows: SmallRow[] = [];
  for (let shopper = 0; shopper < EMPTY_SHOPPER; shopper++) {
    for (let n = 0; n < 3 + (shopper % 5); n++) {
      const item = Math.floor(uniform(key, shopper, n) ** 2 * UNTRAINED[0]!);
      rows.push([shopper, item, 86400 * n, 1 + (n % 3)]);
    }
  }
  const titles = Array.from({ length: ITEMS }, (_, i) => `thing${i % 4} shape${i % 7}`);
  const shown = rows.map(([shopper, item], i): ShownRow => [i >> 2, shopper, item, Number(i % 3 === 0)]);
  const examples = Array.from({ length: 60 }, (_, i): SmallExample => {
    const label = Number(uniform(key, i, 77) < 0.4);
    const words = [label ? 'good fine great' : 'bad poor awful', `thing${i % 5}`, i % 4 ? 'not' : 'very'];
    return [label, words.join(' '), [label + uniform(key, i, 78), uniform(key, i, 79)]];
  });
  const reviews = rows.slice(0, 40).map(([shopper, item], i) => [shopper, item, 1 + (i % 5)] as const);
  return {
    ...smallTraining(SHOPPERS, ITEMS, rows, titles),
    asOf: 8 * 86400,
    shown: smallShown(shown),
    reviews: smallReviews(reviews),
    examples: learntFrom(smallExamples(['no', 'yes'], examples)),
  };
}

const DATA = noisyData();
const EVERYONE = Uint32Array.from({ length: SHOPPERS }, (_, shopper) => shopper);

/** CSR from lists of ascending columns. */
function rowsOf(columns: readonly number[][], cols: number): Interactions {
  const rowPtr = new Uint32Array(columns.length + 1);
  columns.forEach((row, r) => {
    rowPtr[r + 1] = rowPtr[r]! + row.length;
  });
  const colIdx = Uint32Array.from(columns.flat());
  return { rows: columns.length, cols, rowPtr, colIdx, values: new Float32Array(colIdx.length).fill(1) };
}

const fitAfresh = <T extends Task>(algorithm: Algorithm<T>, data: TrainingData) =>
  algorithm.fit(data, algorithm.params.parse({}), quietRun('seed'));

const models = new WeakMap<TrainingData, Map<unknown, Promise<unknown>>>();

const boards = new Map<number, TrainingData>();
/** The checkerboard of a size: the same object whenever it is asked for. */
function board(size: number): TrainingData {
  const known = boards.get(size) ?? checkerboard(size);
  boards.set(size, known);
  return known;
}

/** On the same data object, the same model: fits take time, and no answer may depend on those before it. */
function fitted<T extends Task>(algorithm: Algorithm<T>, data = DATA): ReturnType<Algorithm<T>['fit']> {
  if (algorithm.task === 'policy') return fitAfresh(algorithm, data);
  const known = models.get(data) ?? new Map<unknown, Promise<unknown>>();
  models.set(data, known);
  if (!known.has(algorithm)) known.set(algorithm, fitAfresh(algorithm, data));
  return known.get(algorithm) as ReturnType<Algorithm<T>['fit']>;
}

function ask(model: RankModel, queries: Omit<Queries, 'length'>, k: number): Lists {
  const out = createLists(queries.shopper.length, k);
  model.recommend({ length: queries.shopper.length, ...queries }, k, out);
  return out;
}

const listOf = (lists: Lists, q: number): number[] => [
  ...lists.items.subarray(q * lists.k, q * lists.k + lists.lengths[q]!),
];
const scoresOf = (lists: Lists, q: number): number[] => [
  ...lists.scores.subarray(q * lists.k, q * lists.k + lists.lengths[q]!),
];

/** Slates of one visit of everyone, with their propensities. */
function fillAll(model: PolicyModel): [Uint32Array, Float32Array] {
  const slots = 4;
  const visits = { length: SHOPPERS, visitor: EVERYONE, shopper: EVERYONE, visit: EVERYONE, start: EVERYONE };
  const slates = new Uint32Array(SHOPPERS * slots);
  const propensities = new Float32Array(SHOPPERS * slots);
  model.fill(
    visits,
    Uint32Array.from({ length: ITEMS }, (_, item) => item),
    slots,
    slates,
    propensities,
  );
  return [slates, propensities];
}

/** What is told of all examples of the training data. */
function tellClasses(model: LabelModel, examples: Examples): Float64Array {
  const out = new Float64Array(examples.length * model.classes.length);
  model.probabilities(examples, Uint32Array.from(examples.label.keys()), out);
  return out;
}

/** A list as it is, but as a set where the algorithm says that places depend on what else may be listed. */
const inOrder = ({ listwise }: Algorithm<'rank'>, list: number[]): number[] =>
  listwise ? list.toSorted((a, b) => a - b) : list;

/** What is told of the next five periods, or of everyone. */
function foretell(model: ModelOf[Task], task: Task): Float64Array {
  const out = new Float64Array(task === 'forecast' ? 5 * (model as ForecastModel).series : SHOPPERS);
  if (task === 'forecast') (model as ForecastModel).forecast(5, out);
  else (model as ClassifyModel).probability(EVERYONE, out);
  return out;
}

it('no two algorithms share an id', () => {
  expect(new Set(ENTRIES.map(([, { id }]) => id)).size).toBe(ENTRIES.length);
});

describe.each(ENTRIES)('every algorithm: %s', (name, algorithm) => {
  it('has its name and a version for an id', () => {
    expect(algorithm.id.replace(/\.v[1-9]\d*$/, '')).toBe(name);
    expect(algorithm.id).toMatch(/\.v[1-9]\d*$/);
  });

  it('stands in the room of its family', () => {
    const registry = readFileSync(new URL('./registry.ts', import.meta.url), 'utf8');
    const rooms = [...registry.matchAll(/^import \{([^}]+)\} from '\.\/([^/']+)\//gm)];
    const isOne = (line: string) => line.replaceAll(/\W/g, '').toLowerCase() === name.replaceAll('-', '');
    expect(algorithm.family).toBe(rooms.find(([, names]) => names!.split(',').some(isOne))?.[2]);
  });

  it('states what it does and whom it follows', () => {
    expect(algorithm.doc).toMatch(/^\S.*\S$/);
    expect(algorithm.source).toMatch(/^\S.*\S$/);
  });

  it('has parameters that survive JSON and their own schema', () => {
    const defaults = algorithm.params.parse({});
    expect(algorithm.params.parse(JSON.parse(JSON.stringify(defaults)))).toEqual(defaults);
  });

  it('has a default and a description for every parameter', () => {
    const schema = z.toJSONSchema(algorithm.params, { io: 'input' });
    for (const property of Object.values(schema.properties ?? {})) {
      expect(property).toHaveProperty('description', expect.stringMatching(/\S/));
      expect(property).toHaveProperty('default');
    }
  });

  it('refuses an unknown parameter', () => {
    expect(() => algorithm.params.parse({ neighbors: 10 })).toThrow(/neighbors/);
  });

  it('is made of parts that rank and have none themselves, unless a study says otherwise', () => {
    const held = algorithm.parts ?? [];
    expect(algorithm.paramsOf === undefined).toBe(held.length === 0);
    const defaults = completeParams(name).parse({});
    for (const key of held) expect(defaults).toHaveProperty(key);
    const ids = partIds(name, defaults);
    expect(ids.length > 0).toBe(held.length > 0);
    for (const id of ids) {
      const part = algorithmNamed(id.replace(/\.v\d+$/, ''));
      expect([part.task, part.parts]).toEqual(['rank', undefined]);
    }
  });

  it('throws the reason of an aborted signal', async () => {
    const abort = new AbortController();
    abort.abort(new Error('stopped by hand'));
    const run = { ...quietRun('seed'), signal: abort.signal };
    await expect(algorithm.fit(DATA, algorithm.params.parse({}), run)).rejects.toThrow('stopped by hand');
  });

  it('tells a progress that never passes its total', async () => {
    const run = {
      ...quietRun('seed'),
      progress: (done: number, total: number) => expect(done).toBeLessThanOrEqual(total),
    };
    await algorithm.fit(DATA, algorithm.params.parse({}), run);
  });

  it('leaves the training data as they were', async () => {
    const before = structuredClone(DATA);
    await fitAfresh(algorithm, DATA);
    expect(DATA).toEqual(before);
  });
});

interface StatePlace {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly value: unknown;
}

/** Every key within a state, with what holds it; parts of hybrids are states of their own. */
function placesOf(holder: object): StatePlace[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const place = { holder: holder as Record<string, unknown>, key, value };
    const isOpen = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
    return isOpen && !('schema' in value) ? [place, ...placesOf(value)] : [place];
  });
}

/** Biases are alone in their state, with nothing that would say how many there are. */
const hasAnyLength = (name: string, key: string): boolean => name === 'bias-baseline' && key.endsWith('Bias');

/** What may not stand in place of `value`. */
function wrongValues(value: unknown): object[] {
  if (!ArrayBuffer.isView(value)) return [new Map()];
  const array = value as StateArray;
  const kind = array.constructor as new (length: number) => StateArray;
  const others = [new kind(array.length + 1), new Int8Array(array.length)];
  return array.length > 0 ? [array.slice(1), ...others] : others;
}

function answerSomething(model: ModelOf[Task], task: Task): void {
  if (task === 'rank') ask(model as RankModel, { shopper: EVERYONE, exclude: 'seen' }, 7);
  else if (task === 'policy') fillAll(model as PolicyModel);
  else if (task === 'label') tellClasses(model as LabelModel, DATA.examples!.all);
  else if (task === 'forecast' || task === 'classify') foretell(model, task);
  else
    (model as RateModel).predict(
      EVERYONE,
      EVERYONE.map((shopper) => shopper % ITEMS),
      new Float32Array(SHOPPERS),
    );
}

describe.each(ENTRIES)('every model: %s', (name, algorithm) => {
  const reopened = async (data: TrainingData): Promise<[ModelOf[Task], ModelOf[Task]]> => {
    const model = await algorithm.fit(data, algorithm.params.parse({}), quietRun('seed'));
    return [
      model,
      await algorithm.load(decodeModel(encodeModel({ saved: model.save() })).saved, modelHost(kernelHost(2))),
    ];
  };

  it('is opened again from its file, and answers the same on two threads', async () => {
    const [model, again] = await reopened(DATA);
    if (algorithm.task === 'rank') {
      for (const exclude of ['seen', 'none'] as const) {
        const lists = [model, again].map((one) => ask(one as RankModel, { shopper: EVERYONE, exclude }, 7));
        expect(lists[1]).toEqual(lists[0]);
      }
    } else if (algorithm.task === 'rate') {
      const item = EVERYONE.map((shopper) => shopper % ITEMS);
      const predicted = [model, again].map((one) => {
        const out = new Float32Array(SHOPPERS);
        (one as RateModel).predict(EVERYONE, item, out);
        return out;
      });
      expect(predicted[1]).toEqual(predicted[0]);
    } else if (algorithm.task === 'policy') {
      const filled = [model, again].map((one) => fillAll(one as PolicyModel));
      expect(filled[1]).toEqual(filled[0]);
    } else if (algorithm.task === 'forecast' || algorithm.task === 'classify') {
      const told = [model, again].map((one) => foretell(one, algorithm.task));
      expect(told[1]).toEqual(told[0]);
    } else if (algorithm.task === 'label') {
      const told = [model, again].map((one) => tellClasses(one as LabelModel, DATA.examples!.all));
      expect(told[1]).toEqual(told[0]);
    } else throw new Error(`a model of task ${algorithm.task} is not compared`);
  });

  it('is opened again after a fit on nearly nothing', async () => {
    await reopened({
      ...smallTraining(2, 3, [[1, 2, 0, 3]]),
      asOf: 86400,
      shown: smallShown([[0, 1, 2, 1]]),
      examples: learntFrom(smallExamples(['no', 'yes'], [[1, 'fine']])),
    });
  });

  it('refuses a state of which any array is shorter, longer or of another kind, or any key is foreign', async () => {
    const model = await algorithm.fit(DATA, algorithm.params.parse({}), quietRun('seed'));
    const saved = structuredClone(model.save());
    const load = () => algorithm.load(saved, modelHost(kernelHost()));
    // A whole may keep nothing but what its part keeps.
    const holds = (value: unknown): boolean =>
      ArrayBuffer.isView(value) || (typeof value === 'object' && value !== null && 'schema' in value);
    expect(placesOf(saved.state).some(({ value }) => holds(value))).toBe(true);
    for (const { holder, key, value } of placesOf(saved.state)) {
      for (const wrong of wrongValues(value)) {
        if (ArrayBuffer.isView(value) && wrong.constructor === value.constructor && hasAnyLength(name, key))
          continue;
        holder[key] = wrong;
        await expect(load(), `${key}: ${wrong}`).rejects.toThrow(ConfigError);
      }
      delete holder[key];
      holder[`${key}_`] = value;
      await expect(load(), `${key}_`).rejects.toThrow(ConfigError);
      delete holder[`${key}_`];
      await load().catch((error) => expect(error).toBeInstanceOf(ConfigError));
      holder[key] = value;
    }
    await load();
  });

  it('refuses a state with any index out of range, or opens a model that answers', async () => {
    const model = await algorithm.fit(DATA, algorithm.params.parse({}), quietRun('seed'));
    const saved = structuredClone(model.save());
    for (const { value } of placesOf(saved.state)) {
      if (!ArrayBuffer.isView(value)) continue;
      const array = value as StateArray;
      for (const at of new Set([0, array.length >>> 1, array.length - 1])) {
        if (at < 0) continue;
        const kept = array[at]!;
        for (const wrong of [0xffffffff, SHOPPERS + ITEMS, Number.NaN]) {
          array[at] = wrong;
          const loaded = await algorithm.load(saved, modelHost(kernelHost())).catch((error) => error);
          if (loaded instanceof Error) expect(loaded).toBeInstanceOf(ConfigError);
          else answerSomething(loaded, algorithm.task);
        }
        array[at] = kept;
      }
    }
  });

  it('refuses what another version saved, and parameters that it does not have', async () => {
    const model = await algorithm.fit(DATA, algorithm.params.parse({}), quietRun('seed'));
    const other = { ...model.save(), params: { neighbors: 10 } };
    await expect(algorithm.load(other, modelHost(kernelHost()))).rejects.toThrow(/params.*neighbors/);
    const foreign = { ...model.save(), algorithm: 'popularity.v999' };
    await expect(algorithm.load(foreign, modelHost(kernelHost()))).rejects.toThrow(/popularity\.v999/);
  });
});

/** Whether shoppers without a training row get a list, under default parameters. */
function answersCold({ coldStart, parts, params }: Algorithm): boolean {
  if (coldStart !== 'parts') return coldStart === 'fallback';
  const defaults = params.parse({}) as Readonly<Record<string, PartSpec | PartSpec[]>>;
  return parts!.flatMap((key) => defaults[key]!).some(({ name }) => answersCold(algorithmNamed(name)));
}

describe.each(ENTRIES.filter(isRank))('rank algorithm: %s', (_name, algorithm) => {
  it('refuses queries with items that there are not, wherever they stand', async () => {
    const model = await fitted(algorithm);
    const shopper = Uint32Array.of(0, 1);
    const wrong = [[1], [2, ITEMS]];
    const history: Histories = {
      rowPtr: Uint32Array.of(0, 1, 3),
      item: Uint32Array.from(wrong.flat()),
      time: new Uint32Array(3),
    };
    for (const more of [
      { history },
      { exclude: rowsOf(wrong, ITEMS) },
      { candidates: rowsOf(wrong, ITEMS) },
    ]) {
      const [name] = Object.keys(more);
      const queries: Queries = { length: 2, shopper, exclude: 'none', ...more };
      expect(() => model.recommend(queries, 3, createLists(2, 3))).toThrow(
        new RangeError(`queries: ${name} has item ${ITEMS}; there are ${ITEMS} items, from 0`),
      );
    }
  });

  it('lists each item at most once when more is asked than exists, and only items had in training', async () => {
    const lists = ask(await fitted(algorithm), { shopper: EVERYONE, exclude: 'none' }, ITEMS + 5);
    for (let q = 0; q < SHOPPERS; q++) {
      const list = listOf(lists, q);
      expect(new Set(list).size).toBe(list.length);
      expect(list.every((item) => item < UNTRAINED[0]!)).toBe(true);
    }
  });

  it('leaves out what the shopper had, on request', async () => {
    const lists = ask(await fitted(algorithm), { shopper: EVERYONE, exclude: 'seen' }, ITEMS);
    const { rowPtr, colIdx } = DATA.interactions;
    for (let q = 0; q < SHOPPERS; q++) {
      const seen = new Set(colIdx.subarray(rowPtr[q]!, rowPtr[q + 1]!));
      expect(listOf(lists, q).filter((item) => seen.has(item))).toEqual([]);
    }
  });

  it('leaves out the given items, and nothing else', async () => {
    const model = await fitted(algorithm);
    const struck = Array.from({ length: SHOPPERS }, (_, q) => [q % 7, 7 + (q % 5)]);
    const exclude = rowsOf(struck, ITEMS);
    const all = ask(model, { shopper: EVERYONE, exclude: 'none' }, ITEMS);
    const lists = ask(model, { shopper: EVERYONE, exclude }, ITEMS);
    for (let q = 0; q < SHOPPERS; q++) {
      const expected = listOf(all, q).filter((item) => !struck[q]!.includes(item));
      expect(inOrder(algorithm, listOf(lists, q))).toEqual(inOrder(algorithm, expected));
    }
  });

  it('lists candidates only, in the order they have without that limit', async () => {
    const model = await fitted(algorithm);
    const allowed = Array.from({ length: SHOPPERS }, (_, q) =>
      q % 9 === 0 ? [] : [q % 5, 5 + (q % 4), 10, 24],
    );
    const candidates = rowsOf(allowed, ITEMS);
    const all = ask(model, { shopper: EVERYONE, exclude: 'seen' }, ITEMS);
    const lists = ask(model, { shopper: EVERYONE, exclude: 'seen', candidates }, ITEMS);
    for (let q = 0; q < SHOPPERS; q++) {
      const expected = listOf(all, q).filter((item) => allowed[q]!.includes(item));
      expect(inOrder(algorithm, listOf(lists, q))).toEqual(inOrder(algorithm, expected));
    }
  });

  it('answers the same for the same seed and data', async () => {
    const queries = { shopper: EVERYONE, exclude: 'none' } as const;
    const first = ask(await fitted(algorithm), queries, 8);
    expect(ask(await fitted(algorithm, noisyData()), queries, 8)).toEqual(first);
  });

  it('answers the same whatever the size of the batch, the order of the queries and the k of earlier ones', async () => {
    const model = await fitted(algorithm);
    const whole = ask(model, { shopper: EVERYONE, exclude: 'seen' }, 6);
    for (const shopper of EVERYONE.toReversed()) {
      ask(model, { shopper: EVERYONE.subarray(3, 5), exclude: 'none' }, 1 + (shopper % 11));
      const one = ask(model, { shopper: Uint32Array.of(shopper), exclude: 'seen' }, 6);
      expect(listOf(one, 0)).toEqual(listOf(whole, shopper));
      expect(scoresOf(one, 0)).toEqual(scoresOf(whole, shopper));
      expect(one.tied[0]).toBe(whole.tied[shopper]);
    }
  });

  it('leaves memory beyond each list and beyond the batch untouched', async () => {
    const out = createLists(SHOPPERS + 1, ITEMS + 5);
    out.items.fill(4242);
    out.scores.fill(-77);
    out.lengths.fill(9);
    out.tied.fill(5);
    const queries: Queries = { length: SHOPPERS, shopper: EVERYONE, exclude: 'seen' };
    (await fitted(algorithm)).recommend(queries, ITEMS, out);
    for (let q = 0; q < SHOPPERS; q++) {
      const [from, to] = [q * out.k + out.lengths[q]!, (q + 1) * out.k];
      expect(out.items.subarray(from, to).every((item) => item === 4242)).toBe(true);
      expect(out.scores.subarray(from, to).every((score) => score === -77)).toBe(true);
    }
    expect(out.items.subarray(SHOPPERS * out.k).every((item) => item === 4242)).toBe(true);
    expect([out.lengths[SHOPPERS], out.tied[SHOPPERS]]).toEqual([9, 5]);
  });

  it('answers shoppers without a training row as coldStart declares', async () => {
    const shopper = Uint32Array.of(NO_SHOPPER, EMPTY_SHOPPER, SHOPPERS + 3, 0);
    for (const exclude of ['seen', 'none'] as const) {
      const lists = ask(await fitted(algorithm), { shopper, exclude }, 4);
      const expected = answersCold(algorithm) ? 4 : 0;
      expect([...lists.lengths.subarray(0, 3)]).toEqual([expected, expected, expected]);
    }
  });

  it('fits data without a single row, and then has nothing to list', async () => {
    const model = await fitted(algorithm, smallTraining(2, 3, []));
    const lists = ask(model, { shopper: Uint32Array.of(0, 1, NO_SHOPPER), exclude: 'none' }, 2);
    expect([...lists.lengths]).toEqual([0, 0, 0]);
  });

  it('has scores that never rise, are numbers, and are ordered by the relabelling when equal', async () => {
    const places = tiePlaces(ITEMS, quietRun('seed').draw('ties'));
    const lists = ask(await fitted(algorithm), { shopper: EVERYONE, exclude: 'none' }, ITEMS);
    for (let q = 0; q < SHOPPERS; q++) {
      const [list, scores] = [listOf(lists, q), scoresOf(lists, q)];
      expect(scores.every(Number.isFinite)).toBe(true);
      for (let n = 1; n < list.length; n++) {
        expect(scores[n]!).toBeLessThanOrEqual(scores[n - 1]!);
        if (scores[n] === scores[n - 1]) expect(places[list[n]!]!).toBeGreaterThan(places[list[n - 1]!]!);
      }
    }
  });

  it('says when the first item left out scores the same as the last one listed', async () => {
    const model = await fitted(algorithm);
    for (const k of [1, 3, 5]) {
      const lists = ask(model, { shopper: EVERYONE, exclude: 'none' }, k);
      const longer = ask(model, { shopper: EVERYONE, exclude: 'none' }, k + 1);
      for (let q = 0; q < SHOPPERS; q++) {
        const scores = scoresOf(longer, q);
        expect(lists.tied[q]).toBe(scores.length > k && scores[k] === scores[k - 1] ? 1 : 0);
      }
    }
  });
});

const told: Histories = {
  rowPtr: Uint32Array.from({ length: SHOPPERS + 1 }, (_, q) => 2 * q),
  item: Uint32Array.from({ length: 2 * SHOPPERS }, (_, p) => (p * 5) % UNTRAINED[0]!),
  time: Uint32Array.from({ length: 2 * SHOPPERS }, (_, p) => 86400 * 20 + p),
};

const untold = ENTRIES.filter(isRank).filter(([, { usesHistory }]) => !usesHistory);
describe.each(untold)('rank algorithm without history: %s', (_name, algorithm) => {
  it('answers as if nothing were told', async () => {
    const model = await fitted(algorithm);
    const plain = ask(model, { shopper: EVERYONE, exclude: 'seen' }, 6);
    expect(ask(model, { shopper: EVERYONE, exclude: 'seen', history: told }, 6)).toEqual(plain);
  });
});

const listening = ENTRIES.filter(isRank).filter(([, { usesHistory }]) => usesHistory);
describe.each(listening)('rank algorithm that uses history: %s', (_name, algorithm) => {
  const size = 16;
  // Of each half of the checkerboard three items, told in turn.
  const halves: Histories = {
    rowPtr: Uint32Array.of(0, 3, 6),
    item: Uint32Array.of(2, 4, 6, 1, 9, 7),
    time: Uint32Array.of(10, 11, 12, 10, 11, 12),
  };

  it('answers nobody known from what is told alone, five items of the own half of the checkerboard first', async () => {
    const model = await fitted(algorithm, board(size));
    const shopper = Uint32Array.of(NO_SHOPPER, NO_SHOPPER);
    const k = algorithm.nextOnly ? 1 : 5;
    const lists = ask(model, { shopper, exclude: 'none', history: halves }, k);
    for (const q of [0, 1]) {
      expect(listOf(lists, q)).toHaveLength(k);
      expect(listOf(lists, q).every((item) => item % 2 === q)).toBe(true);
    }
  });

  it('strikes what is excluded, not what is told', async () => {
    const model = await fitted(algorithm, board(size));
    const shopper = Uint32Array.of(NO_SHOPPER, NO_SHOPPER);
    const queries = { shopper, history: halves };
    const all = ask(model, { ...queries, exclude: 'none' }, size);
    expect(ask(model, { ...queries, exclude: 'seen' }, size)).toEqual(all);
    const struck = ask(model, { ...queries, exclude: rowsOf([[2, 4], [1]], size) }, size);
    for (const q of [0, 1]) {
      const expected = listOf(all, q).filter((item) => ![[2, 4], [1]][q]!.includes(item));
      expect(inOrder(algorithm, listOf(struck, q))).toEqual(inOrder(algorithm, expected));
    }
  });

  it('answers each query by its own history, whatever the batch', async () => {
    const model = await fitted(algorithm);
    const whole = ask(model, { shopper: EVERYONE, exclude: 'none', history: told }, 6);
    for (const shopper of [28, 3, 11]) {
      const history = {
        rowPtr: Uint32Array.of(0, 2),
        item: told.item.slice(2 * shopper, 2 * shopper + 2),
        time: told.time.slice(2 * shopper, 2 * shopper + 2),
      };
      const one = ask(model, { shopper: Uint32Array.of(shopper), exclude: 'none', history }, 6);
      expect(listOf(one, 0)).toEqual(listOf(whole, shopper));
      expect(scoresOf(one, 0)).toEqual(scoresOf(whole, shopper));
    }
  });
});

/**
 * Even shoppers buy even items, odd ones odd items, in turn from s + 2 on around the board, but shopper s has not yet bought item s,
 * which would be the next.
 */
function checkerboard(size: number): TrainingData {
  const rows: SmallRow[] = [];
  for (let shopper = 0; shopper < size; shopper++) {
    for (let n = 1; n < size / 2; n++) rows.push([shopper, (shopper + 2 * n) % size]);
  }
  const titles = Array.from({ length: size }, (_, item) => (item % 2 === 0 ? 'garden' : 'kitchen'));
  const data = smallTraining(size, size, rows, titles);
  titles.forEach((title, item) => {
    data.catalog.category[item] = title;
  });
  return data;
}

const personal = ENTRIES.filter(isRank).filter(([, algorithm]) => algorithm.personal);
describe.each(personal)('personal rank algorithm: %s', (_name, algorithm) => {
  const size = 16;
  const everyone = Uint32Array.from({ length: size }, (_, shopper) => shopper);

  it('finds the missing field of the checkerboard, or has nothing new to offer', async () => {
    const lists = ask(await fitted(algorithm, board(size)), { shopper: everyone, exclude: 'seen' }, 1);
    for (let q = 0; q < size; q++) expect([[], [q]]).toContainEqual(listOf(lists, q));
  });

  it("lists the shopper's own half of the checkerboard first", async () => {
    const k = algorithm.nextOnly ? 1 : size / 2 - 1;
    const lists = ask(await fitted(algorithm, board(size)), { shopper: everyone, exclude: 'none' }, k);
    for (let q = 0; q < size; q++) {
      expect(listOf(lists, q)).toHaveLength(k);
      expect(listOf(lists, q).every((item) => item % 2 === q % 2)).toBe(true);
    }
  });
});

describe.each(ENTRIES.filter(isRate))('rate algorithm: %s', (_name, algorithm) => {
  const rows: SmallRow[] = [];
  for (let i = 0; i < 60; i++) rows.push([i % 10, (i * 7) % 12, i, 1 + ((i * i) % 5)]);
  const data = smallTraining(11, 13, rows);
  const shopper = Uint32Array.of(0, 3, 10, 0, NO_SHOPPER, NO_SHOPPER);
  const item = Uint32Array.of(0, 5, 4, 12, 4, 12);

  it('predicts finite ratings for known and unknown shoppers and items, and leaves no trace beyond them', async () => {
    const out = new Float32Array(shopper.length + 2).fill(-77);
    (await fitted(algorithm, data)).predict(shopper, item, out);
    expect(out.subarray(0, shopper.length).every(Number.isFinite)).toBe(true);
    expect([...out.subarray(shopper.length)]).toEqual([-77, -77]);
  });

  it('predicts the same for the same seed and data', async () => {
    const [first, second] = [new Float32Array(6), new Float32Array(6)];
    (await fitted(algorithm, data)).predict(shopper, item, first);
    (await fitted(algorithm, structuredClone(data))).predict(shopper, item, second);
    expect(second).toEqual(first);
  });

  it('falls back to the mean of the training ratings where nothing is known', async () => {
    const out = new Float32Array(1);
    (await fitted(algorithm, data)).predict(Uint32Array.of(NO_SHOPPER), Uint32Array.of(12), out);
    const mean = rows.reduce((sum, [, , , value]) => sum + value!, 0) / rows.length;
    expect(out[0]).toBeCloseTo(mean, 5);
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])('refuses a rating of %d, naming its row', async (value) => {
    const broken = smallTraining(11, 13, [...rows, [3, 4, 60, value]]);
    await expect(fitted(algorithm, broken)).rejects.toThrow(`rating ${value} of row 60`);
  });

  it('refuses to learn from no rating at all', async () => {
    await expect(fitted(algorithm, smallTraining(2, 2, []))).rejects.toThrow(/no rating/);
  });
});

const isLabel = (entry: [string, Algorithm]): entry is [string, Algorithm<'label'>] =>
  entry[1].task === 'label';

describe.each(ENTRIES.filter(isLabel))('label algorithm: %s', (_name, algorithm) => {
  const examples = DATA.examples!.all;
  const learning = (rows: Uint32Array, label: Uint8Array): TrainingData => ({
    ...DATA,
    examples: { all: examples, rows, label },
  });
  const half = Uint32Array.from({ length: 30 }, (_, i) => 2 * i);
  const known = Uint8Array.from(half, (row) => examples.label[row]!);

  it('tells probabilities that add up to 1, in the order of the rows asked for, and leaves no trace beyond them', async () => {
    const model = await fitted(algorithm);
    expect(model.classes).toEqual(['no', 'yes']);
    const all = tellClasses(model, examples);
    const asked = Uint32Array.of(7, 7, 0, 59);
    const out = new Float64Array(10).fill(-77);
    model.probabilities(examples, asked, out);
    expect([...out.subarray(8)]).toEqual([-77, -77]);
    asked.forEach((row, i) => {
      expect([...out.subarray(2 * i, 2 * i + 2)]).toEqual([...all.subarray(2 * row, 2 * row + 2)]);
    });
    for (let i = 0; i < all.length; i += 2) {
      expect(all[i]! + all[i + 1]!).toBeCloseTo(1, 9);
      expect(Math.min(all[i]!, all[i + 1]!)).toBeGreaterThanOrEqual(0);
    }
  });

  it('looks at no row that it may not learn from, and at no class but those it is told', async () => {
    const other: Examples = {
      ...examples,
      label: examples.label.map((one, row) => (row % 2 === 0 ? one : 1 - one)),
      text: examples.text!.map((text, row) => (row % 2 === 0 ? text : 'another story')),
      features: {
        ...examples.features!,
        values: examples.features!.values.map((value, i) => (Math.floor(i / 2) % 2 === 0 ? value : -value)),
      },
    };
    const told = [];
    for (const all of [examples, { ...other, label: new Uint8Array(60) }]) {
      const data = { ...DATA, examples: { all, rows: half, label: known } };
      told.push(tellClasses(await fitAfresh(algorithm, data), examples));
    }
    expect(told[1]).toEqual(told[0]);
  });

  it('answers where nothing is known of the classes, or all examples are of one', async () => {
    for (const label of [NO_CLASS, 0, 1]) {
      const model = await fitAfresh(algorithm, learning(half, new Uint8Array(30).fill(label)));
      for (const value of tellClasses(model, examples)) expect(value).toBeGreaterThanOrEqual(0);
    }
    const none = await fitAfresh(algorithm, learning(new Uint32Array(0), new Uint8Array(0)));
    for (const value of tellClasses(none, examples)) expect(value).toBeGreaterThanOrEqual(0);
  });
});
