/** A simulated log beside a real one: how far apart their distributions are, and the distributions, in few enough numbers to draw. */

import { digestJson } from '../../numerics/digest.ts';
import { wasserstein } from '../../numerics/goodness-of-fit.ts';
import type { Dataset, Provenance } from '../dataset.ts';
import { type Shape, shapeOf } from '../summary-shapes.ts';
import {
  distanceBetween,
  type Measured,
  STATISTIC_NAMES,
  STATISTICS,
  type StatisticName,
  summarise,
} from '../summary-statistics.ts';
import { type Basis, basisOf, daysOf, type PartView, viewPart } from '../summary-view.ts';
import { NO_SHOPPER } from '../tables.ts';

export const BESIDE_SCHEMA = 'shoplab.beside/1';

export interface ComparedDistribution {
  readonly name: StatisticName | 'rows-per-shopper';
  readonly doc: string;
  /** Kolmogorov-Smirnov, total variation or Lorenz, in [0, 1]. */
  readonly measure: string;
  readonly distance: number;
  /** Of first order, in the unit of the values; null of distributions over names or times of a circle. */
  readonly wasserstein: number | null;
  readonly n: number;
  readonly nSimulated: number;
  readonly shape: Shape;
}

export type BesideReal =
  | {
      readonly real: Provenance;
      /** What rows are of both. */
      readonly basis: Basis;
      /** Of each log; null where its times mean nothing. Counts for a shopper grow with them. */
      readonly days: { readonly real: number | null; readonly simulated: number | null };
      readonly compared: readonly ComparedDistribution[];
      /** What could not be compared, and why. */
      readonly absent: readonly { readonly name: string; readonly reason: string }[];
    }
  /** Why the real data is not there. */
  | { readonly named: string; readonly missing: string };

export type BesideFigures = BesideReal & {
  readonly schema: typeof BESIDE_SCHEMA;
  /** Digest of the simulated data. */
  readonly data: string;
  /** sha256 of the canonical JSON of all other fields. */
  readonly digest: string;
};

export const sealBeside = (data: string, body: BesideReal): BesideFigures => {
  const whole = { schema: BESIDE_SCHEMA, data, ...body } as const;
  return { ...whole, digest: digestJson(whole) };
};

export const isSealedBeside = ({ digest, ...body }: BesideFigures): boolean => digestJson(body) === digest;

const ACTIVITY = {
  name: 'rows-per-shopper',
  doc: 'rows of a known shopper who has any',
  measure: 'Kolmogorov-Smirnov',
} as const;

type Compared = { readonly simulated: Dataset; readonly real: Dataset; readonly basis: Basis };

/** Whole logs are compared, on what the real one is mostly about. Throws RangeError where it has no rows. */
export function besideReal(simulated: Dataset, real: Dataset): BesideReal {
  const basis = basisOf(real);
  if (basis === undefined) throw new RangeError(`beside: ${real.provenance.name} has no rows`);
  const views = viewsOf({ simulated, real, basis });
  const [own, others] = [summarise(views.simulated), summarise(views.real)];
  const pairs = [
    { ...ACTIVITY, real: activityOf(views.real), simulated: activityOf(views.simulated) },
    ...STATISTIC_NAMES.map((name) => ({
      ...{ name, doc: STATISTICS[name].doc, measure: STATISTICS[name].distance },
      ...{ real: others[name], simulated: own[name] },
    })),
  ];
  const compared: ComparedDistribution[] = [];
  const absent: { name: string; reason: string }[] = [];
  for (const { name, doc, measure, real: one, simulated: other } of pairs) {
    const shape = shapeOf(one, other);
    if (shape === null) absent.push({ name, reason: whyNot(one, other) });
    else
      compared.push({
        ...{
          name,
          doc,
          measure,
          distance: distanceBetween(one, other),
          wasserstein: apart(name, one, other),
        },
        ...{ n: one.n, nSimulated: other.n, shape },
      });
  }
  const days = { real: lengthOf(real), simulated: lengthOf(simulated) };
  return { real: real.provenance, basis, days, compared, absent };
}

function viewsOf({ simulated, real, basis }: Compared): { simulated: PartView; real: PartView } {
  const whole = { basis, from: 0, to: Number.POSITIVE_INFINITY };
  return {
    simulated: viewPart({ source: simulated, ...whole }),
    real: viewPart({ source: real, ...whole }),
  };
}

const lengthOf = (dataset: Dataset): number | null => (dataset.timed ? daysOf(dataset) : null);

const whyNot = (real: Measured, simulated: Measured): string => {
  if (real.form === 'absent') return `real: ${real.reason}`;
  return simulated.form === 'absent' ? `simulated: ${simulated.reason}` : 'the two are of different forms';
};

function activityOf({ source, basis, rows }: PartView): Measured {
  const { actions, sessions, reviews } = source.log;
  const counts = new Map<number, number>();
  for (const row of rows) {
    const shopper = basis === 'rating' ? reviews.shopper[row]! : sessions.shopper[actions.session[row]!]!;
    if (shopper !== NO_SHOPPER) counts.set(shopper, (counts.get(shopper) ?? 0) + 1);
  }
  if (counts.size === 0) return { form: 'absent', reason: 'no row is of a known shopper', n: 0 };
  return { form: 'sample', values: Float64Array.from(counts.values()).sort(), n: counts.size };
}

/** Stars are values, one apart. */
function apart(name: string, a: Measured, b: Measured): number | null {
  if (a.form === 'sample' && b.form === 'sample') return wasserstein(a.values, b.values);
  if (name !== 'rating' || a.form !== 'classes' || b.form !== 'classes') return null;
  return wasserstein(starsOf(a.counts), starsOf(b.counts));
}

const starsOf = (counts: Float64Array): Float64Array =>
  Float64Array.from(Array.from(counts).flatMap((count, at) => new Array<number>(count).fill(at + 1)));
