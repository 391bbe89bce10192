/** The data of a study, split and audited: what all its cells are given. */

import { backendOf } from '../../algorithms/fitting.ts';
import { needsReviews } from '../../algorithms/parts.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { type AccountedFeedback, feedbackFrom, withUnits } from '../../datasets/feedback.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { auditFolds } from '../leaks/audit.ts';
import { auditSearch, searchOf } from '../search/cell-search.ts';
import { SPLITS } from '../splits/registry.ts';
import {
  digestFold,
  type Fold,
  type FoldInputs,
  makeFolds,
  type Split,
  type SplitContext,
} from '../splits/split.ts';
import type { Study } from '../study/study.ts';
import { feedbackFromFrauds, type StudyData } from './fraud-feedback.ts';
import type { Prepared } from './prepared.ts';

/** The data of a study with what of it counts, before it is split. Throws in words when the data lacks what counts. */
export function countedData(study: Study, source: StudyData): CountedData {
  const dataset = withUnits(source, study.feedback);
  const feedback =
    study.feedback.source === 'frauds'
      ? feedbackFromFrauds(dataset, source.fraudTruth, study.feedback)
      : feedbackFrom(dataset, study.feedback);
  return { dataset, feedback };
}

interface CountedData {
  readonly dataset: Dataset;
  readonly feedback: AccountedFeedback;
}

/** Splits the data of a study under each of its seeds. Throws in words when the data lacks what the split needs. */
export const prepare = (study: Study, source: StudyData): Prepared =>
  prepareCounted(study, countedData(study, source));

/** @param known folds of (seeds) that an earlier study made of the same; they are audited like any */
export function prepareCounted(
  study: Study,
  { dataset, feedback }: CountedData,
  known?: Prepared['folds'] | null,
): Prepared {
  const { catalog, shoppers, timed, log, provenance } = dataset;
  const contextOf = (seed: string): SplitContext => ({
    draw: (purpose) => drawKey(seedWords(seed), purpose),
    timed,
    origin: log.origin,
    shopperKey: shoppers.key,
    optOut: shoppers.optOut,
    ...(feedback.part && { part: feedback.part }),
  });
  const split = SPLITS[study.split.name] as Split;
  const folds =
    known ?? study.seeds.map((seed) => makeFolds(split, feedback, study.split.params, contextOf(seed)));
  const validation = searchOf(study, folds, feedback, contextOf);
  const apart = split.apart?.(study.split.params);
  const audit = auditFolds(folds, { feedback, order: split.order, apart, timed }, study.leaks);
  return {
    study,
    audit: validation ? auditSearch(audit, study, folds, validation, { feedback, timed }) : audit,
    ...(validation && { validation }),
    data: { name: provenance.name, digest: provenance.digest },
    feedback,
    catalog,
    shoppers,
    timed,
    ...(study.algorithms.some(({ name, params }) => needsReviews(name, params)) && { reviews: log.reviews }),
    folds,
    foldDigests: folds.map((own) => own.map((fold) => digestFold(fold))),
  };
}

const DAY = 86_400;

/** The round at whose start the truth of a fold is taken: that of its cut, else the end of the log. */
export const truthRound = ({ cutoff }: Pick<Fold, 'cutoff'>): number | 'end' =>
  cutoff === null ? 'end' : Math.floor(cutoff / DAY);

/** What determines the folds of a study, besides the version of this project. */
export const foldInputs = (study: Study, { dataset: { provenance } }: CountedData): FoldInputs => ({
  data: { name: provenance.name, digest: provenance.digest },
  feedback: study.feedback,
  split: { definition: SPLITS[study.split.name].id, params: study.split.params },
  seeds: study.seeds,
});

/** What computes each algorithm of a study on this machine, where bits of its answers depend on that. */
export const backendsOf = (study: Study): Promise<(string | null)[]> =>
  Promise.all(study.algorithms.map((entry) => backendOf(entry.name, entry.params)));
