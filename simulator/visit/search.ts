/** 3. Exposure by search: whether the shopper asks, what they mean, what is understood of it, and the page of results. */

import { DEVICES } from '../../datasets/tables.ts';
import { SEARCH_MODES, TYPOS } from '../../datasets/visit-tables.ts';
import { uniform, uniformInteger } from '../../numerics/rng.ts';
import { pageStart, pagesSkipped, pickBranch } from '../behaviour/exposure.ts';
import { MISSIONS, SEARCHING } from '../behaviour/intent.ts';
import { BRAND, hear, NO_WORD, type Query } from '../behaviour/query.ts';
import { match } from '../behaviour/taste.ts';
import { reserve } from '../filing/growing.ts';
import { labelOf, VALUES } from '../world/labels.ts';
import type { Run } from './run.ts';
import type { Shelf } from './shelves.ts';
import { openCategory } from './slate.ts';
import type { Visit } from './visit.ts';

const SPOKEN = SEARCH_MODES.indexOf('spoken');
const TYPED = SEARCH_MODES.indexOf('typed');
const NO_TYPO = TYPOS.indexOf('none');
const CORRECTED = TYPOS.indexOf('corrected');
const NOT_CORRECTED = TYPOS.indexOf('not corrected');

/** Brands that come to mind. */
const BRANDS = 3;

/** Whether the next slate after the home slate is a search, by what brings the visitor. */
export function turnsToSearch({ world, rules }: Run, now: Visit, scene: number): boolean {
  const { search } = world.scenario;
  const chance = search[MISSIONS[now.mission]!];
  if (chance === 0) return false;
  if (now.mission === SEARCHING && scene === 1) return true;
  return uniform(rules.draws.searchTurn, now.key, now.visit, scene) < chance;
}

/** A query and a page of its results in `mind.items`; returns the slots shown, 0 where nothing is found. */
export function search(run: Run, now: Visit, scene: number): number {
  const { mind, shelves, world, rules } = run;
  const asked = ask(run, now, scene);
  const found = asked.typo === NOT_CORRECTED ? NOTHING : shelves.matching(asked.understood);
  const size = found.end - found.start;
  const slots = mind.items.length;
  const shown = Math.min(size, slots);
  const skipped = pagesSkipped(
    world.scenario.search.skip,
    uniform(rules.draws.searchPage, now.key, now.visit, scene),
  );
  const page = size > 0 ? skipped % Math.ceil(size / slots) : 0;
  const start = found.start + pageStart(page, size, slots);
  for (let slot = 0; slot < shown; slot++) mind.items[slot] = found.order[start + slot]!;
  mind.propensities.fill(1, 0, shown);
  fileSearch(run, now, scene, asked, size, page);
  return shown;
}

const NOTHING: Shelf = { order: new Uint32Array(0), start: 0, end: 0 };

interface Asked {
  readonly meant: Query;
  readonly understood: Query;
  readonly mode: number;
  /** Words heard wrong. */
  readonly errors: number;
  /** Code of TYPOS. */
  readonly typo: number;
}

function ask(run: Run, now: Visit, scene: number): Asked {
  const { world, rules, log } = run;
  const { search: rates } = world.scenario;
  const { searchMode, searchHearing, searchTypo } = rules.draws;
  const { key, visit } = now;
  const meant = wish(run, now, scene);
  const device = DEVICES[log.sessions.columns.device[now.session]!]!;
  const speaks = device === 'unknown' ? 0 : rates.voice[device];
  if (uniform(searchMode, key, visit, scene) < speaks) {
    const { heard, errors } = hear(
      searchHearing,
      key,
      visit,
      scene,
      meant,
      rules.confusions,
      rates.wordErrors,
      rates.deletions,
      VALUES,
    );
    return { meant, understood: heard, mode: SPOKEN, errors, typo: NO_TYPO };
  }
  if (!(uniform(searchTypo, key, visit, scene, 0) < rates.typos))
    return { meant, understood: meant, mode: TYPED, errors: 0, typo: NO_TYPO };
  const isCorrected = uniform(searchTypo, key, visit, scene, 1) < rates.corrected;
  return { meant, understood: meant, mode: TYPED, errors: 0, typo: isCorrected ? CORRECTED : NOT_CORRECTED };
}

/** What the shopper wants: a category by taste, and perhaps the label nearest their own taste, or a brand that suits it. */
function wish(run: Run, now: Visit, scene: number): Query {
  const { rules, mind, world } = run;
  const { searchCategory, searchWords } = rules.draws;
  const { key, visit } = now;
  const { attribute, brand } = world.scenario.search;
  const category = openCategory(run, now, scene, searchCategory);
  const kind = uniform(searchWords, key, visit, scene, 0);
  if (kind < attribute) {
    const { taste, strength } = mind;
    for (let d = 0; d < taste.length; d++) strength[d] = Math.abs(taste[d]!);
    const aspect = pickBranch(strength, 0, strength.length, uniform(searchWords, key, visit, scene, 1));
    return { category, aspect, value: labelOf(mind.taste[aspect]! / rules.matchScale) };
  }
  if (kind < attribute + brand)
    return { category, aspect: BRAND, value: brandInMind(run, now, scene, category) };
  return { category, aspect: NO_WORD, value: 0 };
}

/** Of the brands of a few items of the category, the brand of the item that suits the taste best. */
function brandInMind({ world, shop, rules, mind }: Run, now: Visit, scene: number, category: number): number {
  const { items } = world;
  const first = shop.listingStart[category]!;
  const size = shop.listingStart[category + 1]! - first;
  let best = Number.NEGATIVE_INFINITY;
  let brand = 0;
  for (let nth = 0; nth < BRANDS; nth++) {
    const rank = uniformInteger(rules.draws.searchWords, size, now.key, now.visit, scene, 2 + nth);
    const item = shop.listing[first + rank]!;
    const suits = match(mind.taste, items.attributes, item, items.dimensions);
    if (suits > best) {
      best = suits;
      brand = items.brand[item]!;
    }
  }
  return brand;
}

function fileSearch(
  { log }: Run,
  now: Visit,
  scene: number,
  asked: Asked,
  results: number,
  page: number,
): void {
  const { searches } = log;
  const { meant, understood } = asked;
  reserve(searches, 1);
  const { columns } = searches;
  const at = searches.length++;
  columns.session[at] = now.session;
  columns.slate[at] = now.slates;
  columns.scene[at] = scene;
  columns.time[at] = Math.floor(now.time);
  for (const name of ['mode', 'typo', 'errors'] as const) columns[name][at] = asked[name];
  columns.meantCategory[at] = meant.category;
  columns.meantAspect[at] = meant.aspect;
  columns.meantValue[at] = meant.value;
  for (const name of ['category', 'aspect', 'value'] as const) columns[name][at] = understood[name];
  columns.results[at] = results;
  columns.page[at] = page;
}
