/** Arms and what is known of them: how often each was shown and clicked. */

import { ConfigError } from '../../datasets/config-error.ts';
import type { Shown } from '../../datasets/shown.ts';
import type { Catalog } from '../../datasets/tables.ts';
import type { FitRun, TrainingData } from '../algorithm.ts';
import { amounts, indices } from '../state/arrays.ts';
import { also, drawKeyShape, fields, size, whole } from '../state/shape.ts';
import type { MixKeys } from './slate-plans.ts';

export interface ClickCounts {
  readonly items: number;
  /** (items) arm of each item. */
  readonly armOf: Uint32Array;
  /** (arms) slots in which the arm was shown, and those that were clicked. */
  readonly shown: Float64Array;
  readonly clicked: Float64Array;
  /** All slots. */
  readonly total: number;
}

export const COUNTS_SHAPE = also(
  fields<ClickCounts>({
    items: size('items'),
    shown: amounts('arms'),
    clicked: amounts('arms'),
    armOf: indices('arms', 'items'),
    total: whole(),
  }),
  ({ shown, clicked }) => {
    const arm = clicked.findIndex((clicks, i) => clicks > shown[i]!);
    return arm < 0 ? undefined : `arm ${arm} has ${clicked[arm]} clicks in ${shown[arm]} showings`;
  },
);

export const MIX_SHAPE = fields<MixKeys>({ phase: drawKeyShape, explore: drawKeyShape, item: drawKeyShape });

/** What was shown; throws where the data tells of no slates. */
export function shownIn({ shown }: TrainingData): Shown {
  if (shown) return shown;
  throw new ConfigError(['bandit: learns from slates that were shown; the data tells of none']);
}

/** Counts by item, or by category where `arms` says so. */
export function countClicks(data: TrainingData, arms: 'item' | 'category'): ClickCounts {
  const { length, item, clicked } = shownIn(data);
  const armOf = arms === 'item' ? itemArms(data.catalog) : categoryArms(data.catalog);
  const count = armOf.reduce((most, arm) => Math.max(most, arm + 1), 0);
  const counts = {
    items: armOf.length,
    armOf,
    shown: new Float64Array(count),
    clicked: new Float64Array(count),
    total: length,
  };
  for (let row = 0; row < length; row++) {
    const arm = armOf[item[row]!]!;
    counts.shown[arm]!++;
    counts.clicked[arm]! += clicked[row]!;
  }
  return counts;
}

const itemArms = ({ length }: Catalog): Uint32Array => Uint32Array.from({ length }, (_, item) => item);

/** Categories numbered in the order in which the catalogue names them first. */
function categoryArms({ category }: Catalog): Uint32Array {
  const numbers = new Map<string, number>();
  return Uint32Array.from(category, (path) => {
    const known = numbers.get(path) ?? numbers.size;
    numbers.set(path, known);
    return known;
  });
}

export const mixKeys = (run: FitRun): MixKeys => ({
  phase: run.draw('bandit.phase'),
  explore: run.draw('bandit.explore'),
  item: run.draw('bandit.item'),
});
