/** The cells of a study, and what determines their results. */

import { partIds } from '../../algorithms/parts.ts';
import { planMetrics } from '../metrics/plan.ts';
import type { Repeats, RunInputs } from '../run-record.ts';
import { searchInputs } from '../search/cell-search.ts';
import { SPLITS } from '../splits/registry.ts';
import type { Study } from '../study/study.ts';
import {
  algorithmOf,
  groupRequests,
  labelOf,
  metricRequests,
  planScope,
  primaryRequest,
} from '../study/study-requests.ts';
import type { Cell, Prepared } from './prepared.ts';

/** Every cell of a study: seeds, then folds, then algorithms. */
export function cellsOf({ study, folds }: Prepared): Cell[] {
  return folds.flatMap((own, seed) =>
    own.flatMap((_, fold) => study.algorithms.map((_, algorithm): Cell => ({ seed, fold, algorithm }))),
  );
}

/** The modes that make runs; a rating predictor recommends nothing, so repeats mean nothing to it. */
export const modesOf = (study: Study): readonly Repeats[] =>
  algorithmOf(study.algorithms[0]!).task === 'rank' ? study.repeats : ['include'];

/** The inputs of a cell's runs, one for each mode of repeats: what determines their results. */
export function inputsOf(prepared: Prepared, cell: Cell): RunInputs[] {
  const { study, data, foldDigests } = prepared;
  const entry = study.algorithms[cell.algorithm]!;
  const backend = prepared.backends?.[cell.algorithm];
  const [repeatsOfSearch] = modesOf(study) as [Repeats];
  return modesOf(study).map((repeats) => ({
    study: study.name,
    data,
    feedback: study.feedback,
    split: {
      name: study.split.name,
      definition: SPLITS[study.split.name].id,
      params: study.split.params,
      fold: cell.fold,
      digest: foldDigests[cell.seed]![cell.fold]!,
    },
    repeats,
    ...(study.catalogue === 'all' && { catalogue: study.catalogue }),
    ...(study.sampled && { sampled: study.sampled }),
    algorithm: {
      name: entry.name,
      definition: algorithmOf(entry).id,
      label: labelOf(entry),
      params: entry.params,
      ...(algorithmOf(entry).parts && { parts: partIds(entry.name, entry.params) }),
      ...(backend && { backend }),
    },
    ...searchInputs(prepared, cell, repeatsOfSearch),
    seed: study.seeds[cell.seed]!,
    definitions: planMetrics(metricRequests(study), planScope(study, repeats)).map(
      ({ definition }) => definition,
    ),
    primary: primaryRequest(study),
    groups: study.groups,
    ...(study.itemGroups.length > 0 && { itemGroups: study.itemGroups }),
    ...(study.audit?.proxies && { proxies: study.audit.pairs }),
    ...(algorithmOf(entry).task === 'label' && {
      groupDefinitions: planMetrics(groupRequests(study), { repeats }).map(({ definition }) => definition),
    }),
    statistics: study.statistics,
    ...(study.trace && { trace: true }),
  }));
}
