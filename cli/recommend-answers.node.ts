/** What `shoplab recommend` asks a model, and how its answers are told. */

import {
  type Cause,
  createLists,
  type Explanation,
  type Histories,
  type Queries,
  type RankModel,
  type RateModel,
} from '../algorithms/algorithm.ts';
import { algorithmNamed } from '../algorithms/fitting.ts';
import type { OpenedModel } from '../algorithms/model-file.node.ts';
import { ConfigError } from '../datasets/config-error.ts';
import { printable } from '../datasets/schema-faults.ts';
import { NO_SHOPPER } from '../datasets/tables.ts';
import type { CommonOptions } from './action.node.ts';
import { table } from './format.node.ts';
import { idsOf, type KnownIds } from './known-ids.node.ts';

export interface RecommendOptions extends CommonOptions {
  readonly shopper: readonly string[];
  readonly item: readonly string[];
  readonly history?: string;
  readonly k: number;
  readonly exclude: string;
  readonly explain?: boolean;
  readonly trec?: string;
}

const FIRST_SHOPPERS = 3;
const CAUSES_TOLD = 3;

interface Named {
  readonly item: string;
  readonly title: string;
}
interface ToldCause extends Omit<Cause, 'item' | 'shopper'> {
  readonly item?: string;
  readonly title?: string;
  readonly shopper?: string;
}
interface Place extends Named {
  readonly score: number;
  readonly causes?: readonly ToldCause[];
}
interface Rated extends Named {
  readonly rating: number;
  readonly causes?: readonly ToldCause[];
}
interface Answer {
  /** null: nobody known. */
  readonly shopper: string | null;
  /** Of a model that lists. */
  readonly list?: readonly Place[];
  /** Of a model of ratings. */
  readonly ratings?: readonly Rated[];
}
export interface Answers {
  readonly model: string;
  readonly algorithm: string;
  readonly task: string;
  /** true: nobody was asked for, these are the first. */
  readonly firstOnly: boolean;
  readonly answers: readonly Answer[];
}

/** Throws ConfigError for what the model cannot be asked. */
export function answersOf(path: string, opened: OpenedModel, options: RecommendOptions): Answers {
  const { algorithm, task } = opened;
  checkOptions(opened, options);
  const shoppers = idsOf('shopper', path, opened.names?.shoppers);
  const items = idsOf('item', path, opened.names?.items, opened.names?.titles);
  const firstOnly = options.shopper.length === 0 && options.history === undefined;
  const asked = firstOnly ? shoppers.first(FIRST_SHOPPERS) : options.shopper.map(shoppers.find);
  const whom = options.history === undefined ? asked : [NO_SHOPPER];
  const told = options.history === undefined ? [] : options.history.split(',').map(items.find);
  const answers =
    task === 'rank'
      ? listsFor(opened.model as RankModel, whom, told, options, { shoppers, items })
      : ratingsFor(opened.model as RateModel, whom, options, { shoppers, items });
  return { model: path, algorithm, task, firstOnly, answers };
}

const OTHER_TASKS: Readonly<Record<string, string>> = {
  policy: 'fills slates of visits and is asked by a shop (`shoplab loop`)',
  forecast: 'forecasts sales of items',
  classify: 'says how likely shoppers are to buy',
  label: 'tells classes (`shoplab label`, `shoplab watch`)',
};

export function checkOptions({ algorithm, task }: OpenedModel, options: RecommendOptions): void {
  const faults: string[] = [];
  const { explains, usesHistory } = algorithmNamed(algorithm.replace(/\.v\d+$/, ''));
  if (task in OTHER_TASKS)
    throw new ConfigError([
      `model: ${algorithm} ${OTHER_TASKS[task]}; it has no lists and no ratings to print`,
    ]);
  if (options.exclude !== 'seen' && options.exclude !== 'none')
    faults.push(`--exclude: '${printable(options.exclude)}' is neither seen nor none`);
  if (task === 'rate') {
    if (options.item.length === 0)
      faults.push(`--item: ${algorithm} predicts ratings; name one item at least`);
  } else if (options.item.length > 0)
    faults.push(`--item: ${algorithm} lists items; only models that predict ratings are asked about one`);
  if (options.explain && (explains === undefined || explains.length === 0))
    faults.push(`--explain: ${algorithm} cannot tell why`);
  if (options.history !== undefined) {
    if (!usesHistory) faults.push(`--history: ${algorithm} answers nobody but those it learnt from`);
    if (options.shopper.length > 0) faults.push('--history: is of somebody not known; leave --shopper out');
  }
  if (faults.length > 0) throw new ConfigError(faults);
}

interface Names {
  readonly shoppers: KnownIds;
  readonly items: KnownIds;
}

function listsFor(
  model: RankModel,
  whom: readonly number[],
  told: readonly number[],
  { k, exclude, explain }: RecommendOptions,
  names: Names,
): Answer[] {
  const queries: Queries = {
    length: whom.length,
    shopper: Uint32Array.from(whom),
    ...(told.length > 0 && { history: historyOf(told) }),
    exclude: exclude === 'none' ? 'none' : told.length > 0 ? rowOf(told, names.items.length) : 'seen',
  };
  const lists = createLists(whom.length, k);
  model.recommend(queries, k, lists);
  return whom.map((shopper, q) => ({
    shopper: shopper === NO_SHOPPER ? null : names.shoppers.id(shopper),
    list: Array.from({ length: lists.lengths[q]! }, (_, place) => {
      const item = lists.items[q * k + place]!;
      const why = explain ? model.explain?.(queries, q, item, CAUSES_TOLD) : undefined;
      const causes = why && { causes: toldCauses(why, names) };
      return { ...named(item, names), score: lists.scores[q * k + place]!, ...causes };
    }),
  }));
}

const historyOf = (told: readonly number[]): Histories => ({
  rowPtr: Uint32Array.of(0, told.length),
  item: Uint32Array.from(told),
  time: new Uint32Array(told.length),
});

/** One row with these columns. */
function rowOf(items: readonly number[], cols: number): Exclude<Queries['exclude'], string> {
  const colIdx = Uint32Array.from(new Set(items)).sort();
  const values = new Float32Array(colIdx.length).fill(1);
  return { rows: 1, cols, rowPtr: Uint32Array.of(0, colIdx.length), colIdx, values };
}

function ratingsFor(
  model: RateModel,
  whom: readonly number[],
  { item: ids, explain }: RecommendOptions,
  names: Names,
): Answer[] {
  const asked = ids.map(names.items.find);
  return whom.map((shopper) => {
    const out = new Float32Array(asked.length);
    model.predict(
      Uint32Array.from(asked, () => shopper),
      Uint32Array.from(asked),
      out,
    );
    return {
      shopper: names.shoppers.id(shopper),
      ratings: asked.map((item, n) => {
        const why = explain ? model.explain?.({ shopper, item }, CAUSES_TOLD) : undefined;
        const causes = why && { causes: toldCauses(why, names) };
        return { ...named(item, names), rating: out[n]!, ...causes };
      }),
    };
  });
}

const named = (item: number, { items }: Names): Named => ({ item: items.id(item), title: items.title(item) });

const toldCauses = ({ causes }: Explanation, names: Names): ToldCause[] =>
  causes.map(({ item, shopper, ...cause }) => ({
    ...cause,
    ...(item !== undefined && named(item, names)),
    ...(shopper !== undefined && { shopper: names.shoppers.id(shopper) }),
  }));

export function answerLines({ algorithm, firstOnly, answers }: Answers): string[] {
  const lines = [algorithm];
  if (firstOnly) lines.push(`no --shopper is given: the first ${answers.length} of the model`);
  for (const { shopper, list, ratings } of answers) {
    lines.push('', shopper === null ? 'somebody not known, by the history' : printable(shopper));
    if (ratings) lines.push(ratingTable(ratings));
    else if (list!.length === 0) lines.push('nothing: the model has no answer here');
    else lines.push(listTable(list!));
  }
  return lines;
}

function ratingTable(ratings: readonly Rated[]): string {
  const isTold = ratings.some(({ causes }) => causes);
  return table(
    ['item', 'title', 'rating', ...(isTold ? ['why'] : [])],
    ratings.map((one) => [
      ...words(one),
      one.rating.toFixed(3),
      ...(isTold ? [causesWords(one.causes ?? [])] : []),
    ]),
  );
}

function listTable(list: readonly Place[]): string {
  const isTold = list.some(({ causes }) => causes);
  return table(
    ['place', 'item', 'title', 'score', ...(isTold ? ['why'] : [])],
    list.map((place, n) => [
      n + 1,
      ...words(place),
      place.score.toPrecision(5),
      ...(isTold ? [causesWords(place.causes ?? [])] : []),
    ]),
  );
}

const words = ({ item, title }: Named): string[] => [printable(item), printable(title)];

/** `because they had Blue mug (+0.31), Red mug (+0.12)`. */
function causesWords(causes: readonly ToldCause[]): string {
  if (causes.length === 0) return 'no cause';
  return causes
    .map((cause, n) => {
      const [before, what] = reason(cause);
      const isSame = n > 0 && reason(causes[n - 1]!)[0] === before;
      const opening = isSame ? ', ' : `${n > 0 ? '; ' : ''}${before}${before === '' ? '' : ' '}`;
      return `${opening}${what} (${cause.contribution < 0 ? '' : '+'}${cause.contribution.toPrecision(3)})`;
    })
    .join('');
}

/** How it is put, and what it is. */
function reason({ kind, item, title, shopper, name, factor, contribution }: ToldCause): [string, string] {
  const isAgainst = contribution < 0;
  switch (kind) {
    case 'own-item':
      return [isAgainst ? 'although they had' : 'because they had', printable(title || item || '?')];
    case 'neighbour':
      return [isAgainst ? 'unlike shopper' : 'like shopper', printable(shopper ?? '?')];
    case 'attribute':
      return [isAgainst ? 'in spite of' : 'for', `'${printable(name ?? '?')}'`];
    case 'factor':
      return ['factor', String(factor)];
    case 'popularity':
      return ['', name ?? 'how many had it'];
    case 'own-level':
      return ['', name ?? 'the shopper as such'];
    case 'part':
      return ['by', printable(name ?? '?')];
  }
}
