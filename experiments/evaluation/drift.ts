/** How far what is tested has moved from what was learnt from: features, and what a model makes of them. */

import type { LabelModel } from '../../algorithms/algorithm.ts';
import type { Examples, FeatureTable } from '../../datasets/examples.ts';
import { populationStability, STABILITY, tenthEdges } from '../metrics/stability.ts';
import type { DriftOfScore, DriftResult } from '../run-record.ts';
import type { Fold } from '../splits/split.ts';

/** Fewer rows would move by themselves: of 100, ten bins are some .09 apart. */
const LEAST_ROWS = 100;

/** null where no instant parts the fold, or where either side is too small. */
export function driftOf(
  model: LabelModel,
  examples: Examples,
  { train, test, cutoff }: Fold,
): DriftResult | null {
  if (cutoff === null || train.length < LEAST_ROWS || test.length < LEAST_ROWS) return null;
  const then = scores(model, examples, train);
  const now = scores(model, examples, test);
  const edges = tenthEdges(then);
  const period = (name: string, of: Float64Array): DriftOfScore => ({
    period: name,
    value: of.length < LEAST_ROWS ? null : rounded(populationStability(then, of, edges)),
    n: of.length,
  });
  const weeks = examples.groups.find(({ name }) => name === 'week');
  const byWeek = (weeks?.values ?? []).flatMap((name, code) => {
    const own = now.filter((_, i) => weeks!.of[test[i]!] === code);
    return own.length === 0 ? [] : [period(name, own)];
  });
  const { features } = examples;
  return {
    definition: STABILITY,
    rows: train.length,
    score: [period('all', now), ...byWeek],
    features: (features?.names ?? []).map((name, feature) => ({
      name,
      value: rounded(
        populationStability(column(features!, feature, train), column(features!, feature, test)),
      ),
    })),
  };
}

/** Six digits: what it tells apart is far coarser. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

function scores(model: LabelModel, examples: Examples, rows: Uint32Array): Float64Array {
  const classes = model.classes.length;
  const chance = new Float64Array(rows.length * classes);
  model.probabilities(examples, rows, chance);
  return Float64Array.from(rows, (_, i) => chance[i * classes + classes - 1]!);
}

const column = ({ names, values }: FeatureTable, feature: number, rows: Uint32Array): Float64Array =>
  Float64Array.from(rows, (row) => values[row * names.length + feature]!);
