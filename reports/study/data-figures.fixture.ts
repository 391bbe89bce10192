/** Figures of a made-up shop, for the tests of this folder: 400 visits in a week, or its ratings alone. */

import { REVIEWS } from '../../datasets/after-sale-tables.ts';
import { type BesideFigures, besideReal, sealBeside } from '../../datasets/data-figures/beside.ts';
import { type DataFigures, dataFigures } from '../../datasets/data-figures/data-figures.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { ManifestFigure } from '../../datasets/store/manifest.ts';
import {
  ACTIONS,
  CATALOG,
  createTable,
  IMPRESSIONS,
  NO_ORDER,
  NO_POSITION,
  NO_SLATE,
  SESSIONS,
  SHOPPERS,
} from '../../datasets/tables.ts';

/** The digest that the study of the fixtures says of its data. */
const DIGEST = 'a3f1c0ffee';
const VISITS = 400;
const SLOTS = 6;
const ITEMS = 40;

export interface FiguresOptions {
  readonly categories?: readonly string[];
  /** Only the first of these many days. */
  readonly days?: number;
  /** One item, one visit, one of everything. */
  readonly single?: boolean;
  readonly only?: 'ratings' | 'orders' | 'nothing';
  readonly timeStep?: number;
  readonly claims?: readonly ManifestFigure[];
}

/** Whole numbers below `most` that look like chance. */
const mixed = (i: number, most: number): number => (Math.imul(i + 1, 2_654_435_761) >>> 8) % most;
/** Items, the first most often. */
const itemOf = (i: number, items: number): number => Math.min(mixed(i, items), mixed(7 * i + 3, items));

export function figuresFixture(options: FiguresOptions = {}): DataFigures {
  const dataset = shop(options);
  return dataFigures(dataset, options.claims);
}

/** The made-up shop beside another of its kind, with these names of regions, the other called by the first two. */
export function besideFixture(names: readonly string[] = ['north', 'south']): BesideFigures {
  const [simulated, real] = [shop({}), shop({ days: 5 })];
  for (const { shoppers } of [simulated, real])
    shoppers.region.forEach((_, shopper) => {
      shoppers.region[shopper] = names[shopper % names.length]!;
    });
  const provenance = { ...real.provenance, name: names[0]!, title: names[1]! };
  return sealBeside(DIGEST, besideReal(simulated, { ...real, provenance }));
}

function shop({
  categories = ['one', 'two', 'three'],
  days = 7,
  single,
  only,
  timeStep,
}: FiguresOptions): Dataset {
  const items = single ? 1 : ITEMS;
  const visits = only === 'ratings' || only === 'nothing' ? 0 : single ? 1 : VISITS;
  const sessions = createTable(SESSIONS, visits);
  const slots = only === 'orders' ? 0 : visits * SLOTS;
  const impressions = createTable(IMPRESSIONS, slots);
  const actions: { session: number; kind: number; item: number; position: number; time: number }[] = [];
  for (let visit = 0; visit < visits; visit++) {
    sessions.session[visit] = visit;
    sessions.start[visit] = Math.floor((visit * days * 86_400) / visits);
    sessions.device[visit] = 1 + (visit % 3);
    sessions.shopper[visit] = mixed(visit, 20);
    for (let slot = 0; slot < SLOTS && slots > 0; slot++) {
      const row = visit * SLOTS + slot;
      impressions.session[row] = visit;
      impressions.position[row] = slot;
      impressions.surface[row] = visit % 2;
      impressions.item[row] = itemOf(row, items);
    }
    for (let slot = 0; slot < SLOTS; slot++) {
      const item = itemOf(visit * SLOTS + slot, items);
      const own = { session: visit, item, position: slot, time: sessions.start[visit]! + 10 };
      if (mixed(visit * 31 + slot, 6 + slot) > 1 && !single) continue;
      if (only !== 'orders') actions.push({ ...own, kind: 0 });
      if (visit % 4 === 0 && only !== 'orders') actions.push({ ...own, kind: 1 });
      if (visit % 8 === 0) actions.push({ ...own, kind: 2 });
    }
  }
  const log = { sessions, impressions, actions: actionTable(actions, only === 'orders') };
  const catalog = createTable(CATALOG, items);
  catalog.price.forEach((_, item) => {
    catalog.price[item] = 199 + 150 * item;
    catalog.category[item] = only === 'nothing' ? '' : categories[item % categories.length]!;
  });
  if (only !== undefined) catalog.price.fill(0);
  return {
    provenance: { name: 'made-up', title: 'Made up', source: 'a fixture', licence: 'none', digest: DIGEST },
    account: { read: 0, steps: [], kept: 0 },
    log: { origin: '2024-01-01T00:00:00Z', ...log, reviews: reviewTable(only, single ? 1 : 60, items, days) },
    catalog,
    shoppers: createTable(SHOPPERS, 20),
    timed: only !== 'nothing',
    ...(timeStep !== undefined && { timeStep }),
  };
}

function actionTable(
  rows: readonly { session: number; kind: number; item: number; position: number; time: number }[],
  bare: boolean,
) {
  const table = createTable(ACTIONS, rows.length);
  rows.forEach(({ session, kind, item, position, time }, row) => {
    table.session[row] = session;
    table.kind[row] = kind;
    table.item[row] = item;
    table.time[row] = time;
    table.slate[row] = kind === 0 ? 0 : NO_SLATE;
    table.position[row] = kind === 0 ? position : NO_POSITION;
    table.price[row] = bare ? 0 : 199 + 150 * item;
    table.order[row] = kind === 2 ? session : NO_ORDER;
    if (kind !== 0) return;
    table.x[row] = 1 + mixed(row, 1000);
    table.y[row] = 100 * position + mixed(row, 90);
  });
  return table;
}

function reviewTable(only: FiguresOptions['only'], length: number, items: number, days: number) {
  const reviews = createTable(REVIEWS, only === 'orders' || only === 'nothing' ? 0 : length);
  for (let row = 0; row < reviews.length; row++) {
    reviews.shopper[row] = mixed(row, 20);
    reviews.item[row] = itemOf(row, items);
    reviews.time[row] = Math.floor((row * days * 86_400) / length);
    reviews.rating[row] = 1 + mixed(row, 5);
    reviews.order[row] = only === 'ratings' || row % 3 === 0 ? NO_ORDER : row;
    reviews.text[row] = only === 'ratings' ? '' : 'good '.repeat(mixed(row, 30));
  }
  return reviews;
}

/** One of each verdict, with bounds on both sides, on one, and none to be measured. */
export const CLAIMS: readonly ManifestFigure[] = [
  {
    name: 'clicksPerImpression',
    doc: 'clicks over impressions',
    value: 0.03,
    target: { atLeast: 0.01, atMost: 0.05, verdict: 'pass' },
  },
  {
    name: 'fiveStarShare',
    doc: '<b>share</b>',
    value: 0.2,
    target: { atLeast: 0.5, source: '"a"', verdict: 'fail' },
  },
  { name: 'meanRating', doc: 'mean rating', unit: 'stars', value: 9, target: { atMost: 4, verdict: 'fail' } },
  {
    name: 'peakMonth',
    doc: 'month',
    value: null,
    why: 'the log has 7 days',
    target: { atLeast: 11, atMost: 12, verdict: 'not measurable' },
  },
  { name: 'onesOverTwos', doc: 'not claimed', value: 1 },
];
