/** What answers come to at thresholds, for who has to choose one: precision and recall, kinds found, money found, alerts a day. */

import { type ExampleGroups, type Examples, NO_CLASS } from '../../datasets/examples.ts';
import { digestJson } from '../../numerics/digest.ts';
import { wilsonInterval } from '../../numerics/proportion.ts';
import type { LabelAnswers, MetricRequest } from '../metrics/definition.ts';
import type { LabelCurves } from '../run-record.ts';

const DAY = 86_400;
/** Steps of recall. */
const STEPS = 100;
/** Days that are told one by one; longer series are cut into spans of several. */
const MOST_DAYS = 400;

/** The last class against the rest; undefined where the examples have none of it, or nothing else. */
export function labelCurves(
  examples: Examples,
  rows: Uint32Array,
  answers: LabelAnswers,
  { requests, level }: { readonly requests: readonly MetricRequest[]; readonly level: number },
): LabelCurves | undefined {
  const ranked = rankedOf(answers);
  const { positives } = ranked;
  if (positives === 0 || positives === answers.label.length) return undefined;
  const cuts = Array.from({ length: STEPS }, (_, i) =>
    cutAt(ranked, Math.ceil(((i + 1) * positives) / STEPS)),
  );
  const days = daysOf(answers);
  const budget = budgetOf(requests);
  const chosen =
    days.count > 1 && budget !== null ? cutOf(ranked, budget * days.count) : cutAbove(ranked, 0.5);
  const { amount } = answers;
  const kinds = examples.groups.find(({ besideFirst }) => besideFirst);
  return sealCurves({
    class: examples.classes.at(-1)!,
    n: answers.label.length,
    positives,
    threshold: cuts.map(({ threshold }) => threshold),
    alerts: cuts.map(({ alerts }) => alerts),
    hits: cuts.map(({ alerts }) => ranked.hits[alerts - 1]!),
    ...(amount && moneyAt(ranked, cuts, amount)),
    chosen: {
      ...(days.count > 1 && budget !== null && { budget }),
      threshold: chosen.threshold,
      alerts: chosen.alerts,
      hits: chosen.alerts === 0 ? 0 : ranked.hits[chosen.alerts - 1]!,
      ...(kinds && { kinds: kindsAt(ranked, chosen.alerts, kinds, rows, level) }),
      ...(days.count > 1 && { days: perDay(ranked, chosen.alerts, answers, days) }),
    },
  });
}

export const sealCurves = (body: Omit<LabelCurves, 'digest'>): LabelCurves => ({
  ...body,
  digest: digestJson(body),
});

/** Answers from the surest of the last class down; equals in the order of the data. */
interface Ranked {
  readonly order: Uint32Array;
  /** (answers) in that order: the probability told, and how many of the last class there are so far. */
  readonly told: Float64Array;
  readonly hits: Uint32Array;
  /** (answers) by answer: 1 of the last class. */
  readonly is: Uint8Array;
  readonly positives: number;
}

/** The first `alerts` of the order: all that were told at least `threshold`. */
interface Cut {
  readonly threshold: number;
  readonly alerts: number;
}

function rankedOf({ classes, chance, label }: LabelAnswers): Ranked {
  const n = label.length;
  const p = Float64Array.from({ length: n }, (_, i) => chance[i * classes + classes - 1]!);
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => p[b]! - p[a]! || a - b);
  const is = label.map((one) => Number(one === classes - 1));
  const hits = new Uint32Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += is[order[i]!]!;
    hits[i] = sum;
  }
  return { order, told: Float64Array.from(order, (row) => p[row]!), hits, is, positives: sum };
}

/** Alerts above `from` that were told the same belong to it. */
function withEquals({ told }: Ranked, alerts: number): Cut {
  let end = alerts;
  while (end < told.length && told[end] === told[end - 1]) end++;
  return { threshold: told[end - 1]!, alerts: end };
}

/** The least cut that finds so many. */
function cutAt(ranked: Ranked, hits: number): Cut {
  let [low, high] = [0, ranked.hits.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranked.hits[middle]! >= hits) high = middle;
    else low = middle + 1;
  }
  return withEquals(ranked, low + 1);
}

/** So many alerts, or all there is; of equals the first in the order of the data, as `alertRecall` takes them. */
function cutOf({ told }: Ranked, most: number): Cut {
  const alerts = Math.min(most, told.length);
  return { threshold: told[alerts - 1]!, alerts };
}

const cutAbove = ({ told }: Ranked, threshold: number): Cut => {
  const end = told.findIndex((one) => one < threshold);
  return { threshold, alerts: end < 0 ? told.length : end };
};

/** Money in cents. */
function moneyAt({ order, is }: Ranked, cuts: readonly Cut[], amount: Float64Array) {
  const found = new Float64Array(order.length);
  let sum = 0;
  order.forEach((row, i) => {
    sum += is[row]! * amount[row]!;
    found[i] = sum;
  });
  return { money: { all: Math.round(sum), found: cuts.map(({ alerts }) => Math.round(found[alerts - 1]!)) } };
}

function kindsAt(
  { order, is }: Ranked,
  alerts: number,
  kinds: ExampleGroups,
  rows: Uint32Array,
  level: number,
) {
  const [n, hits] = [0, 1].map(() => new Uint32Array(kinds.values.length)) as [Uint32Array, Uint32Array];
  order.forEach((row, i) => {
    const kind = kinds.of[rows[row]!]!;
    if (kind === NO_CLASS || is[row] === 0) return;
    n[kind]!++;
    if (i < alerts) hits[kind]!++;
  });
  return kinds.values.flatMap((kind, at) =>
    n[at] === 0 ? [] : [{ kind, n: n[at]!, hits: hits[at]!, ...wilsonInterval(hits[at]!, n[at]!, level) }],
  );
}

interface Days {
  readonly first: number;
  readonly count: number;
}

function daysOf({ time }: LabelAnswers): Days {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const moment of time) {
    low = Math.min(low, moment);
    high = Math.max(high, moment);
  }
  const first = Math.floor(low / DAY);
  return { first, count: Math.floor(high / DAY) - first + 1 };
}

function perDay({ order, is }: Ranked, alerts: number, { time }: LabelAnswers, { first, count }: Days) {
  const step = Math.ceil(count / MOST_DAYS);
  const series = () => new Array<number>(Math.ceil(count / step)).fill(0);
  const [right, wrong, missed] = [series(), series(), series()];
  order.forEach((row, i) => {
    const at = Math.floor((Math.floor(time[row]! / DAY) - first) / step);
    if (i < alerts) (is[row] === 1 ? right : wrong)[at]!++;
    else if (is[row] === 1) missed[at]!++;
  });
  return { first, count, step, right, wrong, missed };
}

/** The least number of alerts a day that the study measures at; null where it does at none. */
function budgetOf(requests: readonly MetricRequest[]): number | null {
  const cutoffs = requests.flatMap(({ cutoff }) => (cutoff === null ? [] : [cutoff]));
  return cutoffs.length === 0 ? null : Math.min(...cutoffs);
}
