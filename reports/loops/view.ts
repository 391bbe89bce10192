/** Look-ups in the summary of a study of loops. */

import type {
  LoopBand,
  LoopChange,
  LoopDifference,
  LoopStudyFile,
  LoopSummary,
} from '../../experiments/loops/loop-record.ts';
import { type AlgorithmMark, marksOf, type SharedColours } from '../algorithm-marks.ts';
import { SERIES } from '../theme.ts';

export interface LoopView {
  readonly study: LoopStudyFile;
  readonly summary: LoopSummary;
  /** Where its colours are those of other studies too. */
  readonly colours?: SharedColours;
}

/** Policies that are not controls, in the order of the study. */
export const policyLabels = ({ policies }: Pick<LoopStudyFile, 'policies'>): string[] =>
  policies.filter(({ role }) => role === 'policy').map(({ label }) => label);

/** How policies look: as the algorithms of the other studies of an index. */
export function policyMarks({ study, colours }: LoopView): AlgorithmMark[] {
  const labels = policyLabels(study);
  return marksOf(labels, labels.slice(0, SERIES), colours);
}

/** A mean over worlds with its interval. */
export interface Estimated {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const bandOf = ({ bands }: LoopSummary, label: string, measure: string): LoopBand | undefined =>
  bands.find((band) => band.label === label && band.measure === measure);

/** At the last moment. */
export const lastOf = ({ mean, low, high }: LoopBand): Estimated => ({
  mean: mean.at(-1) ?? null,
  low: low.at(-1) ?? null,
  high: high.at(-1) ?? null,
});

export const differenceOf = (
  { differences }: LoopSummary,
  label: string,
  control: string,
  measure: string,
): LoopDifference | undefined =>
  differences.find((one) => one.label === label && one.control === control && one.measure === measure);

export const changeOf = ({ changes }: LoopSummary, label: string, measure: string): LoopChange | undefined =>
  changes.find((one) => one.label === label && one.measure === measure);

/** The note of a measure by its full name, series or not. */
export const noteOf = ({ definitions }: LoopStudyFile, measure: string) =>
  definitions.find(({ name }) => name === measure.split('.').at(-1));

export const measuresOf = ({ bands }: LoopSummary): string[] => [
  ...new Set(bands.map(({ measure }) => measure)),
];
