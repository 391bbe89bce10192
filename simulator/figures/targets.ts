/** Figures of a log held against the targets of its scenario. */

import type { ClaimedRange, ManifestFigure, Verdict } from '../../datasets/store/manifest.ts';
import type { Targets } from '../scenario/scenario-targets.ts';
import type { World } from '../world/world.ts';
import { createTally, type Tally } from './figure-tally.ts';
import {
  FIGURE_NAMES,
  FIGURES,
  type FigureName,
  type FigureSpec,
  type Figures,
  measureFigures,
} from './figures.ts';

/** A tally for the log of a world: nothing counted yet. */
export function openTally({ shoppers, plan, items, scenario: { days, origin } }: World): Tally {
  return createTally({ shoppers: shoppers.length + plan.accounts.length, items: items.length, days, origin });
}

/** What is claimed of a figure; undefined when nothing is. */
export function claimOf(targets: Targets, name: FigureName): ClaimedRange | undefined {
  const target = targets?.[name];
  if (!target) return undefined;
  if (Array.isArray(target)) return { atLeast: target[0], atMost: target[1] };
  const { atLeast, atMost, source } = target;
  return {
    ...(atLeast !== undefined && { atLeast }),
    ...(atMost !== undefined && { atMost }),
    ...(source !== undefined && { source }),
  };
}

export function isWithin({ atLeast, atMost }: ClaimedRange, value: number): boolean {
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

/** Every figure of what was counted, in the order of the registry, with the verdict on those that are claimed. */
export function judgeTally(tally: Tally, targets: Targets): ManifestFigure[] {
  return judgeFigures(measureFigures(tally), targets);
}

export function judgeFigures(figures: Figures, targets: Targets): ManifestFigure[] {
  return FIGURE_NAMES.map((name): ManifestFigure => {
    const { doc, unit }: FigureSpec = FIGURES[name];
    const found = figures[name];
    const claim = claimOf(targets, name);
    const measured = typeof found === 'number' ? { value: found } : { value: null, why: found.why };
    return {
      name,
      doc,
      ...(unit !== undefined && { unit }),
      ...measured,
      ...(claim && { target: { ...claim, verdict: verdictOn(found, claim) } }),
    };
  });
}

function verdictOn(found: Figures[FigureName], claim: ClaimedRange): Verdict {
  if (typeof found !== 'number') return 'not measurable';
  return isWithin(claim, found) ? 'pass' : 'fail';
}

/** How a log stands to the targets of its scenario. */
export interface Standing {
  readonly claimed: number;
  readonly passed: number;
  /** Names of figures outside their range. */
  readonly failed: readonly string[];
  /** Names of figures that are claimed and that the log does not have: not passed either. */
  readonly notMeasurable: readonly string[];
}

export function standingOf(figures: readonly ManifestFigure[]): Standing {
  const named = (verdict: Verdict): string[] =>
    figures.flatMap(({ name, target }) => (target?.verdict === verdict ? [name] : []));
  const [passed, failed, notMeasurable] = [named('pass'), named('fail'), named('not measurable')];
  return {
    claimed: passed.length + failed.length + notMeasurable.length,
    passed: passed.length,
    failed,
    notMeasurable,
  };
}

/** The figures that have the same meaning as a quantity that `explain` expects. */
const EXPECTED: Readonly<Record<string, FigureName>> = {
  'clicks / impressions': 'clicksPerImpression',
  'carts / clicks': 'cartsPerClick',
  'order lines / clicks': 'orderLinesPerClick',
};

/** The target that speaks of a quantity of `explain`, and whether what is expected lies within it. */
export interface ExpectedTarget extends ClaimedRange {
  readonly quantity: string;
  readonly figure: FigureName;
  readonly inside: boolean;
}

export function expectTargets(
  targets: Targets,
  expectations: readonly { readonly quantity: string; readonly expected: number }[],
): ExpectedTarget[] {
  return expectations.flatMap(({ quantity, expected }) => {
    const figure = EXPECTED[quantity];
    const claim = figure && claimOf(targets, figure);
    return claim ? [{ quantity, figure, ...claim, inside: isWithin(claim, expected) }] : [];
  });
}
