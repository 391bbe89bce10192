/** What the cells of a study are given and give. */

import type { Checkpoints } from '../../algorithms/checkpoints.ts';
import type { ModelFile } from '../../algorithms/model-file.ts';
import type { Reviews } from '../../datasets/after-sale-tables.ts';
import type { AccountedFeedback } from '../../datasets/feedback.ts';
import type { Catalog, Shoppers } from '../../datasets/tables.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import type { UtilityColumns } from '../../simulator/world/utility-columns.ts';
import type { ShopperValues } from '../evaluation/evaluation.ts';
import type { LeakAudit } from '../leaks/audit.ts';
import type { RunInputs, RunMeasured, RunRecord } from '../run-record.ts';
import type { Trials } from '../search/trial.ts';
import type { Fold } from '../splits/split.ts';
import type { Study } from '../study/study.ts';
import type { FitCache } from './fit-cache.ts';
import type { FitCourse } from './fit-course.ts';

/** All that cells need, as plain data that threads can be sent. */
export interface Prepared {
  readonly study: Study;
  readonly data: { readonly name: string; readonly digest: string };
  readonly feedback: AccountedFeedback;
  readonly catalog: Catalog;
  readonly shoppers: Shoppers;
  readonly timed: boolean;
  /** Of the whole log; absent where no algorithm of the study needs them. */
  readonly reviews?: Reviews;
  /** [seed][fold] */
  readonly folds: readonly (readonly Fold[])[];
  /** [seed][fold] */
  readonly foldDigests: readonly (readonly string[])[];
  readonly audit: LeakAudit;
  /** [seed][fold] inside the training rows of that fold; absent where nothing is searched. */
  readonly validation?: readonly (readonly Fold[])[];
  /** By round: what items are worth to shoppers at its start; absent where no metric of the study needs it. */
  readonly truths?: ReadonlyMap<number | 'end', UtilityColumns>;
  /** [algorithm] what computes it where bits depend on that, else null; from `backendsOf`. */
  readonly backends?: readonly (string | null)[];
}

/** Indices into the study's seeds, the folds of that seed and the study's algorithms. */
export interface Cell {
  readonly seed: number;
  readonly fold: number;
  readonly algorithm: number;
}

/** One record for each mode of repeats, and the per-shopper values of those that are done. */
export interface CellOutcome {
  readonly records: readonly RunRecord[];
  readonly values: readonly (ShopperValues | null)[];
}

export interface CellRun {
  /** Seconds from any fixed moment. */
  clock(): number;
  /** ISO 8601. */
  now(): string;
  peakMemoryBytes(): number;
  readonly host: RunMeasured['host'];
  readonly threads: number;
  readonly kernels: KernelHost;
  readonly signal: AbortSignal;
  /** Files the fitted model of a cell that is done, before its outcome is told. Absent: models are not kept. */
  keepModel?(inputs: RunInputs, file: ModelFile): Promise<void>;
  /** Where the fit with these inputs files how far it came, with its course. Absent: a fit that is killed begins anew. */
  checkpoints?(inputs: RunInputs, course: FitCourse): Checkpoints;
  /** Where fits are looked for before they are made. Absent: they are always made. */
  readonly fits?: FitCache;
  /** Trials of searches, as they were filed. Absent: they are not kept. */
  readonly trials?: Trials;
  /** How much of the fit is done, of a search and its last fit. */
  onFit?(done: number, total: number): void;
}
