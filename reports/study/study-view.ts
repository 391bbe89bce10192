/** A study's records arranged for reading: who is ranked under which metric, in each mode, and who is not and why. */

import type { BesideFigures } from '../../datasets/data-figures/beside.ts';
import type { DataFigures } from '../../datasets/data-figures/data-figures.ts';
import type {
  DefinitionNote,
  DoneRun,
  Repeats,
  RunRecord,
  Standing,
  StudyFile,
  StudySummary,
} from '../../experiments/run-record.ts';
import { type AlgorithmMark, marksOf, type SharedColours } from '../algorithm-marks.ts';
import { plural } from '../text/format.ts';
import { SERIES } from '../theme.ts';

/** What a report is made from. */
export interface StudyRecords {
  readonly study: StudyFile;
  readonly summary: StudySummary;
  /** In the order of the study. */
  readonly records: readonly RunRecord[];
  /** Records in the folder that the study does not ask for: left out. */
  readonly strangers: number;
  /** What the data looks like; absent in folders of before. */
  readonly figures?: DataFigures;
  /** How simulated data stands beside real data; absent where none is named. */
  readonly beside?: BesideFigures;
}

/** One metric in one mode. */
export interface MetricView {
  /** As a study writes it: `ndcg@10`. */
  readonly key: string;
  readonly note: DefinitionNote;
  /** Complete algorithms with a value, best first; in the order of the study where the metric has no direction. */
  readonly scores: readonly Score[];
}
export type Score = Standing & { readonly mean: number };

export interface Unranked {
  readonly label: string;
  readonly reason: string;
}

export interface ModeView {
  readonly repeats: Repeats;
  /** `repeats excluded`; empty for ratings, where the mode means nothing. */
  readonly words: string;
  /** What is measured one by one. */
  readonly about: 'shoppers' | 'examples';
  readonly metrics: readonly MetricView[];
  /** null when no complete algorithm has a value. */
  readonly primary: MetricView | null;
  /** Runs of complete algorithms. */
  readonly runs: readonly DoneRun[];
  readonly unranked: readonly Unranked[];
}

export interface StudyView extends StudyRecords {
  readonly algorithms: readonly AlgorithmMark[];
  readonly modes: readonly ModeView[];
  /** Runs that the study asks for and that have no record yet. */
  readonly missing: number;
}

/** Never left out where a list was ranked so. */
function sampledWords(runs: readonly RunRecord[]): string[] {
  const sampled = runs.flatMap(({ inputs }) => inputs.sampled ?? []);
  return [
    ...new Set(
      sampled.map(
        ({ items, by }) =>
          `sampled ranking among ${items} others${by === 'popularity' ? ' drawn by popularity' : ''}`,
      ),
    ),
  ];
}

export const MODE_WORDS: Readonly<Record<Repeats, string>> = {
  exclude: 'repeats excluded',
  include: 'repeats allowed',
  only: 'repeats only',
};

export const MODE_DOC: Readonly<Record<Repeats, string>> = {
  exclude: 'Items a shopper had before are neither recommended nor counted.',
  include: 'Any item may be recommended, and every test item counts.',
  only: 'Only items a shopper had in training may be recommended, and only they count.',
};

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** `ndcg@10`, `userGroupGap[region]@10`, or the bare name of a metric without a cut-off. */
export function metricKey({
  name,
  cutoff,
  definition,
}: Pick<Standing, 'name' | 'cutoff' | 'definition'>): string {
  const group = /\[[^\]]*\]/.exec(definition)?.[0] ?? '';
  return `${name}${group}${cutoff === null ? '' : `@${cutoff}`}`;
}

/** A definition id without cut-off, mode and group: `ndcg.binary.v1`. */
export const bareDefinition = (id: string): string => id.replace(/(\[[^\]]*\])?(\+\w+)?(@\d+)?$/, '');
const withoutMode = (id: string): string => id.replace(/\+\w+/, '');

function noteOf(study: StudyFile, standing: Standing): DefinitionNote {
  const bare = bareDefinition(standing.definition);
  return (
    study.definitions.find(({ id }) => id === standing.definition) ??
    study.definitions.find(({ id }) => id === bare) ??
    study.definitions.find(({ name }) => name === standing.name) ?? {
      id: standing.definition,
      name: standing.name,
      doc: '',
      unit: '',
      direction: 'none',
    }
  );
}

/** How far from the best a mean is, in a unit where smaller is better; 0 where there is no better. */
export function badness(mean: number, direction: DefinitionNote['direction']): number {
  if (direction === 'higher') return -mean;
  if (direction === 'lower') return mean;
  return direction === 'zero' ? Math.abs(mean) : 0;
}

function metricViews(study: StudyFile, standings: readonly Standing[]): MetricView[] {
  return unique(standings.map(metricKey)).map((key) => {
    const all = standings.filter((standing) => metricKey(standing) === key);
    const note = noteOf(study, all[0]!);
    const scores = all
      .filter((standing): standing is Score => standing.mean !== null)
      .sort((a, b) => badness(a.mean, note.direction) - badness(b.mean, note.direction));
    return { key, note, scores };
  });
}

function unrankedOf(label: string, runs: readonly RunRecord[], expected: number): Unranked | null {
  const failed = runs.filter((run) => run.status === 'failed');
  const done = runs.length - failed.length;
  if (done === expected) return null;
  const lacking = expected - runs.length;
  const parts = unique(failed.map((run) => run.error));
  if (lacking > 0) parts.push(`${plural(lacking, 'run')} not finished yet`);
  const share = expected > 1 ? `${done} of ${expected} runs done; ` : '';
  return { label, reason: share + parts.join('; ') };
}

function modeView(input: StudyRecords, repeats: Repeats, labels: readonly string[]): ModeView {
  const records = input.records.filter((run) => run.inputs.repeats === repeats);
  const runsOf = (label: string) => records.filter((run) => run.inputs.algorithm.label === label);
  const expected = Math.max(...labels.map((label) => runsOf(label).length));
  const unranked = labels
    .map((label) => unrankedOf(label, runsOf(label), expected))
    .filter((entry): entry is Unranked => entry !== null);
  const complete = new Set(labels.filter((label) => !unranked.some((entry) => entry.label === label)));
  const standings = input.summary.standings.filter(
    (one) => one.repeats === repeats && complete.has(one.label),
  );
  const metrics = metricViews(input.study, standings);
  const primary = metrics.find(
    ({ key, note, scores }) =>
      scores.length > 0 &&
      [key, note.id, scores[0]!.definition].map(withoutMode).includes(withoutMode(input.study.primary)),
  );
  const runs = records.filter(
    (run): run is DoneRun => run.status === 'done' && complete.has(run.inputs.algorithm.label),
  );
  const rating =
    runs.length > 0 && runs.every((run) => run.result.tieRate === null && run.result.exposure === null);
  return {
    repeats,
    words: rating ? '' : [MODE_WORDS[repeats], ...sampledWords(runs)].join(', '),
    about: runs.some((run) => run.result.labels) ? 'examples' : 'shoppers',
    metrics,
    primary: primary ?? null,
    runs,
    unranked,
  };
}

/** Colours go to all algorithms of a small study, and to the best of a large one; nobody shares a colour. */
function chosenLabels(labels: readonly string[], modes: readonly ModeView[]): string[] {
  const ranking = modes.flatMap((mode) => mode.primary?.scores.map((score) => score.label) ?? []);
  return labels.length <= SERIES ? [...labels] : unique([...ranking, ...labels]).slice(0, SERIES);
}

/** Of an algorithm that has one: its label. */
export const colouredLabels = ({ algorithms }: StudyView): string[] =>
  algorithms.filter(({ colour }) => colour !== null).map(({ label }) => label);

/** `colours`: where they are those of other studies too. */
export function studyView(input: StudyRecords, colours?: SharedColours): StudyView {
  const labels = unique(input.records.map((run) => run.inputs.algorithm.label));
  const modes = unique(input.records.map((run) => run.inputs.repeats)).map((repeats) =>
    modeView(input, repeats, labels),
  );
  const known = new Set(input.records.map((run) => run.id));
  return {
    ...input,
    algorithms: marksOf(labels, chosenLabels(labels, modes), colours),
    modes,
    missing: input.study.runs.filter((id) => !known.has(id)).length,
  };
}

/** The metric of this name at the primary's cut-off, else at the first cut-off there is; null: not measured. */
export function metricNamed(mode: ModeView, name: string): MetricView | null {
  const cutoff = mode.primary?.scores[0]?.cutoff ?? null;
  const found = mode.metrics.filter(({ key, scores }) => key.split(/[@[]/)[0] === name && scores.length > 0);
  return found.find(({ scores }) => scores[0]!.cutoff === cutoff) ?? found[0] ?? null;
}

export interface Lead {
  readonly leader: Score;
  /** null: nobody else is ranked. */
  readonly second: Score | null;
  /** Paired difference by which the leader is ahead, positive; null where no pairs exist. */
  readonly ahead: { readonly difference: number; readonly low: number; readonly high: number } | null;
}

/** The scores that no other is better than: several where means are equal; [] where neither end is better. */
export const leadersOf = ({ scores, note }: MetricView): Score[] =>
  note.direction === 'none'
    ? []
    : scores.filter(({ mean }) => badness(mean, note.direction) === badness(scores[0]!.mean, note.direction));

/** Who leads under a metric with a direction, and by how much; null where nobody does. */
export function leadOf({ scores, note }: MetricView): Lead | null {
  const [leader, second] = scores;
  if (leader === undefined || note.direction === 'none') return null;
  if (second === undefined) return { leader, second: null, ahead: null };
  const pair = second.toBest;
  if (pair === null || pair.label !== leader.label) return { leader, second, ahead: null };
  const ahead =
    pair.difference < 0 ? { difference: -pair.difference, low: -pair.high, high: -pair.low } : pair;
  return { leader, second, ahead: { difference: ahead.difference, low: ahead.low, high: ahead.high } };
}

/** True when the paired interval leaves zero out: the lead is more than noise over shoppers. */
export const isClear = (ahead: Lead['ahead']): boolean => ahead !== null && (ahead.low > 0 || ahead.high < 0);
