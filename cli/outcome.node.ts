/** What `shoplab run` says of a study that has run. */

import { formatAccount } from '../datasets/quality.ts';
import { shortName } from '../experiments/comparison/compare.ts';
import { metricDefined } from '../experiments/metrics/plan.ts';
import type { Comparison, Standing } from '../experiments/run-record.ts';
import type { StudyOutcome } from '../experiments/study/run-study.node.ts';
import { beatenBy, pairsIn, rivalsOf } from '../reports/study/significance.ts';
import { count, seconds, table } from './format.node.ts';

/** As --json prints it, without the report. */
export function outcomeJson(outcome: StudyOutcome): Record<string, unknown> {
  return {
    study: outcome.study,
    records: outcome.records,
    account: outcome.account,
    feedbackAccount: outcome.feedbackAccount,
    notes: outcome.notes,
    runs: outcome.runs.map((run, i) =>
      run.status === 'failed'
        ? { id: run.id, ...named(run.inputs), status: run.status, error: run.error }
        : {
            id: run.id,
            ...named(run.inputs),
            status: run.status,
            ...(outcome.models && { model: outcome.models[i] }),
            ...(run.result.search && { parameters: run.result.search.params }),
            metrics: Object.fromEntries(
              run.result.estimates.map((estimate) => {
                const { definition, mean, low, high, n } = estimate;
                return [shortName(estimate), { definition, mean, low, high, n }];
              }),
            ),
            fitSeconds: run.measured.fitSeconds,
            recommendSeconds: run.measured.recommendSeconds,
          },
    ),
  };
}

/** Features that are told to have moved. */
const MOST_MOVED = 5;

function modelsLine(models: readonly (string | null)[]): string {
  const files = [...new Set(models)].filter((file) => file !== null);
  if (files.length === 0) return 'models  none: no run is done';
  return `models  ${count(files.length)}, for \`shoplab recommend\`: ${files[0]}${files.length > 1 ? ' ...' : ''}`;
}

type Inputs = StudyOutcome['runs'][number]['inputs'];

const named = ({ algorithm, repeats, seed, split }: Inputs): Record<string, unknown> => ({
  algorithm: algorithm.name,
  label: algorithm.label,
  repeats,
  seed,
  fold: split.fold,
});

/** `4 of 6`: rivals beaten, of those it was tested against. */
function beats(comparison: Comparison, { label, definition }: Standing, alpha: number): string {
  const { direction } = metricDefined(definition);
  return `${beatenBy(pairsIn(comparison), label, alpha, direction).length} of ${rivalsOf(pairsIn(comparison), label)}`;
}

/** By the direction of the metric; what is not defined comes last. */
function bestFirst(a: Standing, b: Standing): number {
  const { direction } = metricDefined(a.definition);
  const badness = ({ mean }: Standing): number => {
    if (mean === null) return Number.POSITIVE_INFINITY;
    return direction === 'lower' ? mean : direction === 'zero' ? Math.abs(mean) : -mean;
  };
  return badness(a) - badness(b);
}

/** Of a study of fraud: the share of each kind that is found, by algorithm, averaged over runs. */
function foundByKind({ runs }: StudyOutcome): string[] {
  const cells = runs.flatMap((run) =>
    run.status === 'failed'
      ? []
      : (run.result.groups['kind'] ?? []).map((estimate) => ({
          label: run.inputs.algorithm.label,
          ...estimate,
        })),
  );
  const definition = cells.find((cell) => cell.definition.startsWith('alertRecall.'))?.definition;
  if (definition === undefined) return [];
  const found = cells.filter((cell) => cell.definition === definition && cell.n > 0);
  const labels = [...new Set(found.map(({ label }) => label))];
  const kinds = [...new Set(found.map(({ group }) => group))];
  const mean = (kind: string, label: string): string => {
    const own = found
      .filter((cell) => cell.group === kind && cell.label === label)
      .flatMap((cell) => cell.mean ?? []);
    return own.length === 0 ? '-' : (own.reduce((sum, value) => sum + value, 0) / own.length).toFixed(4);
  };
  return [
    '',
    `${definition} of each kind`,
    table(
      ['kind', 'n', ...labels],
      kinds.map((kind) => [
        kind,
        count(found.find((cell) => cell.group === kind)!.n),
        ...labels.map((label) => mean(kind, label)),
      ]),
    ),
  ];
}

/** Of a study of examples through time: how far what is tested has moved from what was learnt from. */
function movedSince({ runs }: StudyOutcome): string[] {
  const told = runs.flatMap((run) =>
    run.status === 'done' && run.result.drift ? [{ run, drift: run.result.drift }] : [],
  );
  if (told.length === 0) return [];
  const [{ drift: first }] = told as [(typeof told)[0]];
  const most = first.features.toSorted((a, b) => b.value - a.value).slice(0, MOST_MOVED);
  const labels = [...new Set(told.map(({ run }) => run.inputs.algorithm.label))];
  const scores = labels.map((label) => {
    const own = told.filter(({ run }) => run.inputs.algorithm.label === label);
    const known = own.flatMap(({ drift }) => drift.score[0]?.value ?? []);
    const sum = known.reduce((all, value) => all + value, 0);
    return [label, known.length === 0 ? '-' : (sum / known.length).toFixed(3)];
  });
  return [
    '',
    `${first.definition}, tested rows beside learnt ones: over .1 a slight change, over .25 a great one`,
    table(['what an algorithm tells', ''], scores),
    ...(most.length === 0
      ? []
      : [
          `features that moved most: ${most.map(({ name, value }) => `${name} ${value.toFixed(3)}`).join(', ')}`,
        ]),
  ];
}

/** Of a study that searched: what was chosen for each fit, with its value in validation. */
function chosenParameters({ runs }: StudyOutcome): string[] {
  const searches = runs.flatMap((run) => {
    const { search } = run.inputs;
    const result = run.status === 'done' ? run.result.search : undefined;
    return search && result && run.inputs.repeats === runs[0]!.inputs.repeats
      ? [{ inputs: run.inputs, search, result }]
      : [];
  });
  const [first] = searches;
  if (!first) return [];
  const { trials, method, metric } = first.search;
  return [
    '',
    `chosen by ${method} in ${trials} trials each, by ${metric} in validation`,
    table(
      ['algorithm', 'seed', 'fold', 'value', 'parameters'],
      searches.map(({ inputs, result }) => {
        const best = result.trials[result.chosen]!;
        const values = Object.entries(best.values).map(([name, value]) => `${name} ${value}`);
        return [
          inputs.algorithm.label,
          inputs.seed,
          String(inputs.split.fold),
          best.value?.toFixed(4) ?? '-',
          values.join(', '),
        ];
      }),
    ),
  ];
}

/** As people read it: what was read and what of it counts, a table of standings for each mode, failures, where things are. */
export function outcomeLines(outcome: StudyOutcome, report: string | null, elapsed: number): string[] {
  const lines = [
    ...formatAccount(outcome.account),
    '',
    ...formatAccount(outcome.feedbackAccount),
    ...outcome.notes.map((note) => `note: ${note}`),
  ];
  for (const mode of new Set(outcome.standings.map((standing) => standing.repeats))) {
    const ranked = outcome.standings
      .filter((standing) => standing.repeats === mode && outcome.primary.includes(standing.definition))
      .sort(bestFirst);
    const isNoisy = ranked.some(({ trainingNoise }) => trainingNoise != null);
    const compared = outcome.comparisons.find(({ repeats }) => repeats === mode);
    lines.push(
      '',
      `${[...new Set(ranked.map(({ definition }) => definition))].join(', ')}`,
      table(
        [
          'algorithm',
          'mean',
          'interval',
          ...(isNoisy ? ['over seeds'] : []),
          'n',
          'to the best',
          ...(compared ? ['beats'] : []),
        ],
        ranked.map((standing) => [
          standing.label,
          standing.mean?.toFixed(4) ?? '-',
          standing.low === null || standing.high === null
            ? '-'
            : `${standing.low.toFixed(4)} to ${standing.high.toFixed(4)}`,
          ...(isNoisy ? [standing.trainingNoise?.toFixed(4) ?? '-'] : []),
          count(standing.n),
          standing.toBest === null
            ? ''
            : `${standing.toBest.difference.toFixed(4)} [${standing.toBest.low.toFixed(4)}, ${standing.toBest.high.toFixed(4)}]`,
          ...(compared ? [beats(compared, standing, outcome.alpha)] : []),
        ]),
      ),
    );
  }
  if (outcome.standings.some(({ trainingNoise }) => trainingNoise != null))
    lines.push(
      'over seeds: training noise, the standard deviation of means on the same rows; intervals are over shoppers',
    );
  if (outcome.comparisons.length > 0)
    lines.push(
      `beats: rivals that it is better than (paired permutation test, Holm over all pairs, ${Number(outcome.alpha.toPrecision(3))})`,
    );
  lines.push(...chosenParameters(outcome), ...foundByKind(outcome), ...movedSince(outcome));
  for (const run of outcome.runs)
    if (run.status === 'failed') lines.push(`FAILED ${run.inputs.algorithm.label}: ${run.error}`);
  lines.push(
    '',
    `${outcome.runs.length} runs (${outcome.resumed} found done) in ${seconds(elapsed)}`,
    `records ${outcome.records}`,
    ...(outcome.models ? [modelsLine(outcome.models)] : []),
    ...(report === null ? [] : [`report  ${report}`]),
  );
  return lines;
}
