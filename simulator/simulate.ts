/**
 * The story of a shopper, in causal order. Each step calls pure functions of behaviour/, which never call each other; all
 * draws are keyed by shopper, item, visit and slate and by the purpose of the decision, so no step shifts another's.
 *
 * 1 arrival; for each session 2 intent; for each slate 3 exposure, 4 examination, 5 choice, 6 funnel; then the checkout,
 * 7 what the order sets in motion, 8 what the session leaves in the shopper. At the end of the day 9 what falls due of
 * earlier orders, and 10 the passing of the day.
 */

import { SURFACES } from '../datasets/tables.ts';
import { CHOICES_A_SLATE, choose, OUTSIDE } from './behaviour/choice.ts';
import { examine } from './behaviour/examination.ts';
import { looksOn } from './behaviour/exposure.ts';
import { NO_BUDGET } from './behaviour/intent.ts';
import { duration } from './behaviour/pace.ts';
import { fileSlate } from './filing/shard-log.ts';
import type { HomeSlates } from './policy/home.ts';
import { checkout } from './sale/checkout.ts';
import { layAside, looksAtSimilar, showBanner, showSimilar, takeUp } from './visit/aside.ts';
import { intend } from './visit/intend.ts';
import { remember, startle, wake } from './visit/living.ts';
import { click } from './visit/page.ts';
import type { Run } from './visit/run.ts';
import { search, turnsToSearch } from './visit/search.ts';
import { fileImpressionTruth, showHome, showListing, weigh } from './visit/slate.ts';
import { BANNER_SCENE, sceneOfSimilar, type Visit } from './visit/visit.ts';
import { fulfilWishes } from './visit/wish-list.ts';

const [HOME, CATEGORY, SEARCH, SIMILAR, BANNER] = (
  ['home', 'category', 'search', 'similar', 'banner'] as const
).map((surface) => SURFACES.indexOf(surface)) as [number, number, number, number, number];

/** One session from its start to its end. */
export function simulateSession(run: Run, session: number, home: HomeSlates): void {
  const { world, rules, log, lives } = run;
  const { shoppers } = world;
  const { maxSlates } = world.scenario.exposure;
  const { columns } = log.sessions;
  const row = columns.shopper[session]! - shoppers.first;
  const key = shoppers.keys[row]!;
  const visit = columns.visit[session]!;
  const life = columns.shopper[session]! - lives.first;
  const now: Visit = {
    row,
    life,
    key,
    visit,
    session,
    mission: 0,
    budget: NO_BUDGET,
    time: columns.start[session]!,
    actions: 0,
    slates: 0,
  };
  const impressionsBefore = log.impressions.length;

  // 2. Intent: what brings the shopper, as life has made them, in the mood of the moment.
  intend(run, now);
  wake(run, now);

  // 3. Exposure: the home slate and perhaps a banner first, listings of categories and searches after them.
  const shown = showHome(run, session, home);
  startle(run, now, shown);
  look(run, now, HOME, 0, shown);
  const banner = showBanner(run, now);
  if (banner > 0) look(run, now, BANNER, BANNER_SCENE, banner);
  const goesOn = shoppers.patience[row]!;
  for (let scene = 1; scene < maxSlates && looksOn(rules.draws.looksOn, key, visit, scene, goesOn); scene++) {
    if (turnsToSearch(run, now, scene)) look(run, now, SEARCH, scene, search(run, now, scene));
    else look(run, now, CATEGORY, scene, showListing(run, now, scene));
  }

  // 6. Funnel, at the end: the cart is ordered or left.
  checkout(run, now);

  // 8. Life: what the session leaves in the shopper.
  remember(run, now, now.slates);
  fulfilWishes(run, now);

  columns.slates[session] = now.slates;
  columns.impressions[session] = log.impressions.length - impressionsBefore;
  columns.actions[session] = now.actions;
  forget(run);
}

/** One slate of `shown` slots, now in the mind; its draws are keyed by `scene`. */
function look(run: Run, now: Visit, surface: number, scene: number, shown: number): void {
  const { world, rules, mind, log } = run;
  const { scenario } = world;
  const { examination, slatePace } = rules.draws;
  const { key, visit } = now;
  const view = { surface, slate: now.slates++, scene, shown };

  // 4. Examination: which slots are seen.
  const seenBelow = surface === BANNER ? rules.bannerSeenBelow : rules.seenBelow;
  const seen = examine(examination, key, visit, scene, shown, seenBelow, mind.seen);
  if (surface !== BANNER) now.time += duration(slatePace, scenario.pace.slateSeconds, key, visit, scene);

  // 5. Choice: the best of what is seen, again until nothing more is wanted.
  weigh(run, now, scene, seen);
  fileSlate(log, surface, shown, mind.items, mind.propensities);
  if (scenario.truth === 'full') fileImpressionTruth(run, shown, seen);
  for (let step = 0; step < CHOICES_A_SLATE; step++) {
    const chosen = choose(step, seen, mind.utilities, scenario.choice.outside, mind.words);
    if (chosen === OUTSIDE) break;

    // 6. Funnel: a click, and what is done on the page; perhaps the cart.
    const item = click(run, now, view, step, chosen);
    mind.utilities[chosen] = Number.NaN;
    if (looksAtSimilar(run, now, item)) lookAtSimilar(run, now, item);
  }
}

/** 3. Exposure, on the page of an item: others like it, before the shopper comes back to the slate. */
function lookAtSimilar(run: Run, now: Visit, item: number): void {
  const slate = layAside(run.mind);
  const shown = showSimilar(run, item);
  if (shown > 0) look(run, now, SIMILAR, sceneOfSimilar(run.world.items.keys[item]!), shown);
  takeUp(run.mind, slate);
}

/** Leaves nothing of this session for the next. */
function forget({ mind }: Run): void {
  for (const category of mind.opened) mind.pages[category] = 0;
  mind.opened.length = 0;
  mind.likened.length = 0;
  mind.departmentsKnown = false;
  mind.categoriesKnown.length = 0;
  mind.cart.length = 0;
}
