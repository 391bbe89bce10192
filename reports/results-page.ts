/** The page of kept results: what was measured beside what was published. Markdown. */

import type { KindRecord } from '../experiments/kinds/kind.ts';
import type { DoneLoop, LoopStudyFile, LoopSummary } from '../experiments/loops/loop-record.ts';
import type { DoneRun, PublishedFigure, Trace } from '../experiments/run-record.ts';
import { kindReport } from './kinds.ts';
import { bandOf, lastOf, measuresOf } from './loops/view.ts';
import { findingLines, findingsOf } from './loops/words.ts';
import { type HeldFigure, holdFigures, meanIn } from './study/published-figures.ts';
import { formatSeconds } from './text/format.ts';
import { escapeMarkdown } from './text/markdown-text.ts';
import { LIGHT } from './theme.ts';

/** Of `experiments/results.node.ts`. */
export interface ResultsOfStudy {
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly data: { readonly title: string };
  readonly primary: string;
  readonly published: readonly PublishedFigure[];
  readonly records: readonly DoneRun[];
}

const HEAD = `# Results

Made by \`npm run results\` from the records under \`results/\`; do not edit it here.

Studies that were run whole, on the machine named, at the revision that filed them. Their records stand under \`results/<study>/whole.json\`;
\`smoke.json\` beside it has those of the study's short form, which CI runs again and compares byte for byte. A figure is of another
program or paper, its source beside it; *within* and *outside* say whether the mean of the runs is within the stated tolerance of it.
\`npx shoplab run STUDY\` makes any of it again, given the data.`;

/** What the report says in words; the record has the numbers. */
function kindText(record: KindRecord): string {
  const { study } = record.inputs;
  const { cpu, cores, node, seconds, threads, finishedAt } = record.measured;
  const { sections } = kindReport(record, LIGHT);
  return [
    `## ${study.name}`,
    `${sentence(study.title)} \`${record.command}\`; ${cpu.trim()}, ${cores} cores, Node ${node.replace(/^v?/, 'v')}, ${threads} threads, ${formatSeconds(seconds)}, ${finishedAt.slice(0, 10)}.`,
    ...sections.flatMap(({ heading, words }) => [
      `### ${heading}`,
      words.map((line) => `- ${line}`).join('\n'),
    ]),
  ].join('\n\n');
}

/** Of `experiments/loops/loop-results.node.ts`, with the summary that the records make. */
export interface LoopsOfStudy {
  readonly study: Omit<LoopStudyFile, 'text'>;
  readonly records: readonly DoneLoop[];
  readonly summary: LoopSummary;
}

/** `kinds`: records of studies of other kinds, whole. */
export function resultsPage(
  studies: readonly ResultsOfStudy[],
  kinds: readonly KindRecord[] = [],
  loops: readonly LoopsOfStudy[] = [],
): string {
  const parts = [...studies.map(studyText), ...kinds.map(kindText), ...loops.map(loopText)];
  return `${[HEAD, ...parts].join('\n\n')}\n`;
}

/** What a study of loops found in words, and every measure at the end. */
function loopText({ study, records, summary }: LoopsOfStudy): string {
  const labels = study.policies.map(({ label }) => label);
  const rows = measuresOf(summary).map((measure) => [
    measure,
    ...labels.map((label) => {
      const band = bandOf(summary, label, measure);
      const mean = band ? lastOf(band).mean : null;
      return mean === null ? 'n/a' : Number(mean.toPrecision(4)).toString();
    }),
  ]);
  const seconds = records.reduce((sum, { measured }) => sum + measured.seconds, 0) / records.length;
  return [
    `## ${study.name}`,
    `${sentence(study.title)} ${study.world.title}, ${study.seeds.length} worlds. \`${study.command}\`; ${hostOf(records)}, ${formatSeconds(seconds)} a loop.`,
    findingLines(findingsOf(study, summary), escapeMarkdown).join('\n'),
    `Means over worlds at the end (${study.world.round} ${summary.rounds.at(-1)}):`,
    markdownTable(
      ['measure', ...labels],
      rows,
      labels.map((_, i) => i + 1),
    ),
  ].join('\n\n');
}

function hostOf(records: readonly DoneLoop[]): string {
  const { host, threads } = records[0]!.measured;
  const days = records.map(({ measured }) => measured.finishedAt.slice(0, 10)).sort();
  const [first, last] = [days[0]!, days.at(-1)!];
  return `${host.cpu.trim()}, ${host.cores} cores, Node ${host.node}, up to ${threads} loops at once, ${first === last ? first : `${first} to ${last}`}`;
}

function studyText(study: ResultsOfStudy): string {
  const parts = [
    `## ${study.name}`,
    `${sentence(study.title)} ${study.data.title}. \`${study.command}\`; ${machineOf(study.records)}.`,
    study.published.length > 0 ? publishedTable(study) : null,
    allTable(study),
    ...groupTables(study),
    ...driftTables(study),
    ...curves(study.records),
  ];
  return parts.filter((part) => part !== null).join('\n\n');
}

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

function machineOf(records: readonly DoneRun[]): string {
  const { host, threads } = records[0]!.measured;
  const days = records.map(({ measured }) => measured.finishedAt.slice(0, 10)).sort();
  const [first, last] = [days[0]!, days.at(-1)!];
  const when = first === last ? first : `${first} to ${last}`;
  return `${host.cpu.trim()}, ${host.cores} cores, Node ${host.node}, up to ${threads} fits at once, ${when}`;
}

const digits = (value: number): string => value.toFixed(4);
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${digits(Math.abs(value))}`;

function publishedTable({ published, records }: ResultsOfStudy): string {
  const row = (figure: HeldFigure): string[] => [
    ...[figure.label, figure.metric, digits(figure.value)],
    figure.measured === null ? 'n/a' : digits(figure.measured),
    figure.difference === null ? 'n/a' : signed(figure.difference),
    figure.tolerance === undefined ? '' : String(figure.tolerance),
    figure.verdict,
    figure.source,
  ];
  const head = ['algorithm', 'metric', 'published', 'measured', 'difference', 'tolerance', '', 'source'];
  return markdownTable(head, holdFigures(published, records).map(row), [2, 3, 4, 5]);
}

/** Every algorithm in the order of the study: means over its runs, and the seconds of one. */
function allTable({ records }: ResultsOfStudy): string {
  const mode = records[0]!.inputs.repeats;
  const own = records.filter(({ inputs }) => inputs.repeats === mode);
  const labels = [...new Set(own.map(({ inputs }) => inputs.algorithm.label))];
  const metrics = own[0]!.result.estimates
    .filter(({ definition }) => !definition.includes('['))
    .map(({ name, cutoff }) => (cutoff === null ? name : `${name}@${cutoff}`));
  const rows = labels.map((label) => {
    const runs = own.filter(({ inputs }) => inputs.algorithm.label === label);
    const cells = metrics.map((metric) => {
      const values = runs.map((run) => meanIn(run, metric));
      const sum = values.reduce<number | null>(
        (all, value) => (all === null || value === null ? null : all + value),
        0,
      );
      return sum === null ? 'n/a' : digits(sum / runs.length);
    });
    const seconds = (of: (run: DoneRun) => number): string =>
      formatSeconds(runs.reduce((all, run) => all + of(run), 0) / runs.length);
    return [
      ...[label, String(runs.length), ...cells],
      ...[
        seconds(({ measured }) => measured.fitSeconds),
        seconds(({ measured }) => measured.recommendSeconds),
      ],
    ];
  });
  const head = ['algorithm', 'runs', ...metrics, 'fit', 'lists'];
  return markdownTable(head, rows, head.map((_, i) => i).slice(1));
}

const meanOf = (values: readonly number[]): string =>
  values.length === 0 ? 'n/a' : digits(values.reduce((sum, value) => sum + value, 0) / values.length);

/** Of studies of examples: a table of each attribute that has two groups or more and of each metric, algorithms by groups; means over runs, weighted by examples. */
function groupTables({ records }: ResultsOfStudy): string[] {
  const own = records.filter(({ result }) => result.labels);
  const attributes = [...new Set(own.flatMap(({ result }) => Object.keys(result.groups)))];
  return attributes.flatMap((attribute) => {
    const all = own.flatMap(({ inputs, result }) =>
      (result.groups[attribute] ?? []).map((group) => ({ label: inputs.algorithm.label, ...group })),
    );
    return [...new Set(all.map(({ definition }) => definition))].flatMap((definition) => {
      const cells = all.filter((cell) => cell.definition === definition && cell.mean !== null);
      const groups = [...new Set(cells.map(({ group }) => group))];
      if (groups.length < 2) return [];
      const rows = [...new Set(cells.map(({ label }) => label))].map((label) => [
        label,
        ...groups.map((group) => {
          const told = cells.filter((cell) => cell.label === label && cell.group === group);
          const n = told.reduce((sum, cell) => sum + cell.n, 0);
          return n === 0 ? 'n/a' : digits(told.reduce((sum, cell) => sum + cell.mean! * cell.n, 0) / n);
        }),
      ]);
      const head = [`${definition} by ${attribute}`, ...groups];
      return [markdownTable(head, rows, head.map((_, i) => i).slice(1))];
    });
  });
}

/** Features that a table of drift shows. */
const MOST_MOVED = 8;

/** Of studies of examples through time: what the algorithms tell, and the features that moved most. */
function driftTables({ records }: ResultsOfStudy): string[] {
  const told = records.flatMap(({ inputs, result }) =>
    result.drift ? [{ label: inputs.algorithm.label, drift: result.drift }] : [],
  );
  const [first] = told;
  if (!first) return [];
  const periods = [...new Set(told.flatMap(({ drift }) => drift.score.map(({ period }) => period)))];
  const rows = [...new Set(told.map(({ label }) => label))].map((label) => [
    label,
    ...periods.map((period) =>
      meanOf(
        told
          .filter((one) => one.label === label)
          .flatMap(({ drift }) => drift.score.find((one) => one.period === period)?.value ?? []),
      ),
    ),
  ]);
  const head = [`${first.drift.definition} of what is told`, ...periods];
  const most = first.drift.features.toSorted((a, b) => b.value - a.value).slice(0, MOST_MOVED);
  const scores = markdownTable(head, rows, head.map((_, i) => i).slice(1));
  if (most.length === 0) return [scores];
  const names = most.map(({ name, value }) => `\`${name}\` ${value.toFixed(3)}`);
  return [scores, `Of ${first.drift.features.length} features, those that moved most: ${names.join(', ')}.`];
}

/** Points of a curve that a table shows. */
const MOST_POINTS = 10;

/** What fits told of their epochs, the first run of each algorithm: some epochs, the first and the last among them. */
function curves(records: readonly DoneRun[]): string[] {
  const seen = new Set<string>();
  return records.flatMap(({ inputs: { algorithm }, result }) => {
    if (seen.has(algorithm.label)) return [];
    seen.add(algorithm.label);
    return (result.traces ?? []).map((trace) => curveTable(algorithm.label, trace));
  });
}

function curveTable(label: string, { measure, epochs, values }: Trace): string {
  const points = Math.min(MOST_POINTS, epochs.length);
  const at = Array.from({ length: points }, (_, n) =>
    Math.round((n * (epochs.length - 1)) / Math.max(1, points - 1)),
  );
  const head = [`${label}: ${measure}`, ...at.map((n) => `epoch ${epochs[n]}`)];
  const row = [
    '',
    ...at.map((n) => (values[n] == null ? 'n/a' : Number(values[n]!.toPrecision(4)).toString())),
  ];
  return markdownTable(head, [row], head.map((_, i) => i).slice(1));
}

function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, i) => (right.includes(i) ? '---:' : '---'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
