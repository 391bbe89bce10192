/** What a report shows of a data set: aggregates of bounded size. */

import { digestJson } from '../../numerics/digest.ts';
import type { Dataset } from '../dataset.ts';
import type { ManifestFigure } from '../store/manifest.ts';
import type { Absent } from './absent.ts';
import { type CategoryFigures, categoryFigures } from './categories.ts';
import { type MomentFigures, momentFigures } from './moments.ts';
import { type Popularity, popularity } from './popularity.ts';
import { type PriceFigures, priceFigures } from './prices.ts';
import { type RatingFigures, ratingFigures } from './ratings.ts';
import { type PlaceFigures, placeFigures, type SlotFigures, slotFigures } from './slots.ts';
import { type SpreadFigures, spreadFigures } from './spreads.ts';
import { type VisitFigures, visitFigures } from './visits.ts';

export interface DataFigures {
  readonly schema: typeof DATA_FIGURES_SCHEMA;
  /** Digest of the data set that was counted. */
  readonly data: string;
  /** Of the intervals. */
  readonly level: number;
  readonly visits: VisitFigures | Absent;
  readonly slots: SlotFigures | Absent;
  readonly places: readonly PlaceFigures[];
  readonly moments: MomentFigures | Absent;
  /** Of whatever is there of slots, clicks, order lines and ratings, in this order. */
  readonly popularity: readonly Popularity[];
  readonly spreads: SpreadFigures;
  readonly prices: PriceFigures | Absent;
  readonly ratings: RatingFigures | Absent;
  readonly categories: CategoryFigures | Absent;
  /** Figures that the scenario of simulated data claims, with the verdicts; absent where nothing is claimed. */
  readonly claims?: readonly ManifestFigure[];
  /** sha256 of the canonical JSON of all other fields. */
  readonly digest: string;
}

export const DATA_FIGURES_SCHEMA = 'shoplab.data-figures/1';
const LEVEL = 0.95;

/** `figures`: those of the log in its manifest, of which the claimed are kept. */
export function dataFigures(dataset: Dataset, figures: readonly ManifestFigure[] = []): DataFigures {
  const claims = figures.filter(({ target }) => target !== undefined);
  return sealDataFigures({
    schema: DATA_FIGURES_SCHEMA,
    data: dataset.provenance.digest,
    level: LEVEL,
    visits: visitFigures(dataset.log, LEVEL),
    slots: slotFigures(dataset.log, LEVEL),
    places: placeFigures(dataset.log),
    moments: momentFigures(dataset),
    popularity: popularity(dataset),
    spreads: spreadFigures(dataset),
    prices: priceFigures(dataset),
    ratings: ratingFigures(dataset),
    categories: categoryFigures(dataset),
    ...(claims.length > 0 && { claims }),
  });
}

export const sealDataFigures = (body: Omit<DataFigures, 'digest'>): DataFigures => ({
  ...body,
  digest: digestJson(body),
});

/** Whether figures are as they were sealed. */
export const areSealed = ({ digest, ...body }: DataFigures): boolean => digestJson(body) === digest;
