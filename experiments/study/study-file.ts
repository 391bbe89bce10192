/** `study.json`: what a report and a comparison need of a study besides its records. */

import type { Dataset } from '../../datasets/dataset.ts';
import { shownFrom } from '../../datasets/shown.ts';
import { positionAudit } from '../audit/position-audit.ts';
import { cellsOf, inputsOf, modesOf } from '../fitting/cell-inputs.ts';
import type { Prepared } from '../fitting/prepared.ts';
import { definitionNotes, planMetrics } from '../metrics/plan.ts';
import { runId, type StudyFile } from '../run-record.ts';
import { SPLITS } from '../splits/registry.ts';
import {
  algorithmOf,
  labelOf,
  metricRequests,
  planScope,
  primaryRequest,
  requestName,
} from './study-requests.ts';

export function makeStudyFile(
  prepared: Prepared,
  dataset: Dataset,
  { text, command }: { readonly text: string; readonly command: string },
): StudyFile {
  const { study, feedback, folds } = prepared;
  const split = SPLITS[study.split.name];
  return {
    schema: 'shoplab.study/1',
    name: study.name,
    title: study.title,
    description: study.description,
    provenance: dataset.provenance,
    account: dataset.account,
    feedbackAccount: feedback.account,
    counts: {
      shoppers: feedback.shoppers,
      items: feedback.items,
      feedback: feedback.length,
      sessions: dataset.log.sessions.length,
      impressions: dataset.log.impressions.length,
      actions: dataset.log.actions.length,
    },
    split: {
      name: split.name,
      order: split.order,
      doc: split.doc,
      params: study.split.params,
      folds: folds[0]!.length,
    },
    leaks: prepared.audit,
    definitions: definitionNotes(metricRequests(study)),
    primary: requestName(primaryRequest(study)),
    runs: cellsOf(prepared).flatMap((cell) => inputsOf(prepared, cell).map(runId)),
    text,
    command,
    ...(study.audit &&
      dataset.log.impressions.length > 0 && {
        positions: positionAudit(shownFrom(dataset.log), study.statistics.level),
      }),
    ...(study.published.length > 0 && { published: study.published }),
    families: Object.fromEntries(
      study.algorithms.map((entry) => [labelOf(entry), algorithmOf(entry).family]),
    ),
  };
}

/** Definition ids of the metric that ranks, one for each mode of repeats. */
export function primaryDefinitions({ study }: Prepared): string[] {
  return modesOf(study).flatMap((repeats) =>
    planMetrics([primaryRequest(study)], planScope(study, repeats)).map(({ definition }) => definition),
  );
}
