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
import { duration } from './behaviour/pace.ts';
import { checkout } from './checkout.ts';
import type { HomeSlates } from './home.ts';
import { remember, startle, wake } from './living.ts';
import { click } from './page.ts';
import type { Run } from './run.ts';
import { fileSlate } from './shard-log.ts';
import { fileImpressionTruth, showHome, showListing, weigh } from './slate.ts';
import type { Visit } from './visit.ts';

const HOME = SURFACES.indexOf('home');
const CATEGORY = SURFACES.indexOf('category');

/** One session from its start to its end. */
export function simulateSession(run: Run, session: number, home: HomeSlates): void {
  const { world, rules, mind, log, lives } = run;
  const { scenario, shoppers } = world;
  const { draws } = rules;
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
    time: columns.start[session]!,
    actions: 0,
  };
  const impressionsBefore = log.impressions.length;
  const { maxSlates } = scenario.exposure;

  // 2. Intent: the shopper as life has made them, in the mood of the moment.
  wake(run, now);

  let slate = 0;
  do {
    // 3. Exposure: the home slate first, listings of categories after it.
    const shown = slate === 0 ? showHome(run, session, home) : showListing(run, now, slate);

    if (slate === 0) startle(run, now, shown);

    // 4. Examination: which slots are seen.
    const seen = examine(draws.examination, key, visit, slate, shown, rules.seenBelow, mind.seen);
    now.time += duration(draws.slatePace, scenario.pace.slateSeconds, key, visit, slate);

    // 5. Choice: the best of what is seen, again until nothing more is wanted.
    weigh(run, now, slate, seen);
    fileSlate(log, slate === 0 ? HOME : CATEGORY, shown, mind.items, mind.propensities);
    if (scenario.truth === 'full') fileImpressionTruth(run, shown, seen);
    for (let step = 0; step < CHOICES_A_SLATE; step++) {
      const chosen = choose(step, seen, mind.utilities, scenario.choice.outside, mind.words);
      if (chosen === OUTSIDE) break;

      // 6. Funnel: a click, and perhaps into the cart.
      click(run, now, slate, step, chosen);
      mind.utilities[chosen] = Number.NaN;
    }
    slate++;
  } while (slate < maxSlates && looksOn(draws.looksOn, key, visit, slate, shoppers.patience[row]!));

  // 6. Funnel, at the end: the cart is ordered or left.
  checkout(run, now);

  // 8. Life: what the session leaves in the shopper.
  remember(run, now, slate);

  columns.slates[session] = slate;
  columns.impressions[session] = log.impressions.length - impressionsBefore;
  columns.actions[session] = now.actions;
  forget(run);
}

/** Leaves nothing of this session for the next. */
function forget({ mind }: Run): void {
  for (const category of mind.opened) mind.pages[category] = 0;
  mind.opened.length = 0;
  mind.departmentsKnown = false;
  mind.cart.length = 0;
}
