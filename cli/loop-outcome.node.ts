/** What a study of closed loops leaves behind, printed. */

import type { LoopStudyOutcome } from '../experiments/loops/run-loop-study.node.ts';
import { findingLines, findingsOf } from '../reports/loops/words.ts';

export function loopJson({ study, records, runs, resumed, notes, summary }: LoopStudyOutcome): object {
  return {
    study: study.name,
    records,
    resumed,
    notes,
    runs: runs.map((run) => ({
      ...{ id: run.id, label: run.inputs.policy.label, seed: run.inputs.seed, status: run.status },
      ...(run.status === 'failed' ? { error: run.error } : { resultDigest: run.resultDigest }),
    })),
    findings: findingsOf(study, summary),
  };
}

export function loopLines(
  { study, records, runs, resumed, notes, summary }: LoopStudyOutcome,
  report: string | null,
  seconds: number,
): string[] {
  return [
    `${study.title}`,
    '',
    ...findingLines(findingsOf(study, summary)),
    '',
    ...notes.map((note) => `note: ${note}`),
    ...summary.failed.map(({ label, seed, error }) => `failed: ${label}, seed ${seed}: ${error}`),
    `${runs.length} loops (${resumed} found done) in ${seconds.toFixed(1)} s`,
    `records ${records}`,
    ...(report === null ? [] : [`report  ${report}`]),
  ];
}
