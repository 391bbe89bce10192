/**
 * What a team that can look at K alerts a day finds: each day's examples by the probability of the last class. Equals are taken in the
 * order of the data. Days are of 86,400 s from the origin; without times all is one day.
 */

import type { LabelAnswers, LabelMetric } from './definition.ts';

const DAY = 86_400;
const shared = {
  kind: 'label',
  task: 'label',
  cutoff: true,
  unit: 'share',
  direction: 'higher',
} as const;

/** Rows of each day, days ascending, the likeliest first. */
function days({ classes, chance, time }: LabelAnswers): number[][] {
  const byDay = new Map<number, number[]>();
  for (let i = 0; i < time.length; i++) {
    const day = Math.floor(time[i]! / DAY);
    const rows = byDay.get(day);
    if (rows) rows.push(i);
    else byDay.set(day, [i]);
  }
  const last = (row: number): number => chance[row * classes + classes - 1]!;
  return [...byDay]
    .sort(([a], [b]) => a - b)
    .map(([, rows]) => rows.sort((a, b) => last(b) - last(a) || a - b));
}

const isFraud = ({ label, classes }: LabelAnswers, row: number): boolean => label[row] === classes - 1;

export const alertPrecision: LabelMetric = {
  ...shared,
  id: 'alertPrecision.v1',
  name: 'alertPrecision',
  doc: 'of the K likeliest examples of each day, the share that are of the last class; mean over days',
  formula: 'mean over days of hits in the first K / K',
  source: 'Dal Pozzolo et al. 2018, precision top-k',
  of(answers, k) {
    let [sum, n] = [0, 0];
    for (const rows of days(answers)) {
      sum += rows.slice(0, k).filter((row) => isFraud(answers, row)).length / k;
      n++;
    }
    return n === 0 ? Number.NaN : sum / n;
  },
};

export const alertRecall: LabelMetric = {
  ...shared,
  id: 'alertRecall.v1',
  name: 'alertRecall',
  doc: 'share of all examples of the last class that are among the K likeliest of their day',
  formula: 'hits in the first K of every day / examples of the last class',
  source: 'Dal Pozzolo et al. 2018',
  of: (answers, k) => shareFound(answers, k, () => 1),
  among: (answers, k, members) => shareFound(answers, k, (row) => members[row]!),
};

/** Of what examples of the last class weigh, the share that is in the first K of their day. */
function shareFound(answers: LabelAnswers, k: number, weight: (row: number) => number): number {
  let [found, all] = [0, 0];
  for (const rows of days(answers))
    rows.forEach((row, rank) => {
      if (!isFraud(answers, row)) return;
      all += weight(row);
      if (rank < k) found += weight(row);
    });
  return all === 0 ? Number.NaN : found / all;
}

export const cardPrecision: LabelMetric = {
  ...shared,
  id: 'cardPrecision.v1',
  name: 'cardPrecision',
  doc: 'of the K holders (cards) with the likeliest example of each day, the share that had one of the last class that day; found holders are not looked at again; mean over days',
  formula: 'mean over days of compromised cards in the first K / K',
  source: 'Dal Pozzolo et al. 2018; Le Borgne et al. 2022, card precision top-k',
  of(answers, k) {
    const { holder } = answers;
    if (!holder) return Number.NaN;
    const found = new Set<number>();
    let [sum, n] = [0, 0];
    for (const rows of days(answers)) {
      const guilty = new Set(rows.filter((row) => isFraud(answers, row)).map((row) => holder[row]!));
      const asked = new Set<number>();
      for (const row of rows) {
        if (asked.size === k) break;
        if (holder[row] !== 0 && !found.has(holder[row]!)) asked.add(holder[row]!);
      }
      let hits = 0;
      for (const one of asked) {
        if (!guilty.has(one)) continue;
        hits++;
        found.add(one);
      }
      sum += hits / k;
      n++;
    }
    return n === 0 ? Number.NaN : sum / n;
  },
};

export const moneySaved: LabelMetric = {
  ...shared,
  id: 'moneySaved.v1',
  name: 'moneySaved',
  doc: 'share of the money at stake in examples of the last class that is among the K likeliest of their day',
  formula: 'sum of amounts of hits in the first K of every day / sum of amounts of the last class',
  source: 'Bahnsen et al. 2016, savings, at a budget of reviews and without their cost',
  of: (answers, k) => (answers.amount ? shareFound(answers, k, (row) => answers.amount![row]!) : Number.NaN),
  among: (answers, k, members) =>
    answers.amount ? shareFound(answers, k, (row) => answers.amount![row]! * members[row]!) : Number.NaN,
};
