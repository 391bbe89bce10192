/** How good probabilities are, one a shopper or example, beside what came true. */

import { log } from '../../numerics/math.ts';
import type { ClassMetric } from './definition.ts';

const shared = { kind: 'class', task: 'classify', cutoff: false } as const;

/** Rows by probability, the highest first; equals stand together. */
const byChance = (chance: Float64Array): Uint32Array =>
  Uint32Array.from({ length: chance.length }, (_, i) => i).sort((a, b) => chance[b]! - chance[a]! || a - b);

export const auc: ClassMetric = {
  ...shared,
  id: 'auc.v1',
  name: 'auc',
  doc: 'probability that one of whom it came true (a buyer, the last class) was given more than one of whom it did not, equals count half',
  formula: 'share of (true, false) pairs with the true one above, ties half',
  source: 'Hanley and McNeil 1982; scikit-learn roc_auc_score',
  unit: 'share',
  direction: 'higher',
  of(chance, label) {
    let below = 0;
    let wins = 0;
    const order = byChance(chance).reverse();
    for (let i = 0; i < order.length; ) {
      let end = i;
      let [buyers, others] = [0, 0];
      for (; end < order.length && chance[order[end]!] === chance[order[i]!]; end++)
        if (label[order[end]!] === 1) buyers++;
        else others++;
      wins += buyers * (below + others / 2);
      below += others;
      i = end;
    }
    const buyers = label.reduce((sum, one) => sum + one, 0);
    return buyers === 0 || below === 0 ? Number.NaN : wins / (buyers * below);
  },
};

export const averagePrecision: ClassMetric = {
  ...shared,
  id: 'averagePrecision.v1',
  name: 'averagePrecision',
  doc: 'precision at each threshold, weighted by the recall that it adds',
  formula: 'sum over thresholds of (recall_n - recall_(n - 1)) precision_n',
  source: 'scikit-learn average_precision_score',
  unit: 'share',
  direction: 'higher',
  of(chance, label) {
    const order = byChance(chance);
    const buyers = label.reduce((sum, one) => sum + one, 0);
    let sum = 0;
    let hits = 0;
    for (let i = 0; i < order.length; ) {
      let end = i;
      let own = 0;
      for (; end < order.length && chance[order[end]!] === chance[order[i]!]; end++)
        own += label[order[end]!]!;
      hits += own;
      sum += (own / buyers) * (hits / end);
      i = end;
    }
    return buyers === 0 ? Number.NaN : sum;
  },
};

const LEAST = 1e-15;

export const logLoss: ClassMetric = {
  ...shared,
  id: 'logLoss.v1',
  name: 'logLoss',
  doc: 'mean of minus the log of the probability of what came true, probabilities within 1e-15 of 0 and 1 moved there',
  formula: '-mean of y log p + (1 - y) log(1 - p)',
  source: 'Good 1952; scikit-learn log_loss',
  unit: 'nats',
  direction: 'lower',
  of(chance, label) {
    let sum = 0;
    for (let i = 0; i < chance.length; i++) {
      const p = Math.min(1 - LEAST, Math.max(LEAST, chance[i]!));
      sum -= log(label[i] === 1 ? p : 1 - p);
    }
    return sum / chance.length;
  },
};

export const brier: ClassMetric = {
  ...shared,
  id: 'brier.v1',
  name: 'brier',
  doc: 'mean squared difference of probability and what came true',
  formula: 'mean of (p - y)^2',
  source: 'Brier 1950',
  unit: 'probability^2',
  direction: 'lower',
  of(chance, label) {
    let sum = 0;
    for (let i = 0; i < chance.length; i++) sum += (chance[i]! - label[i]!) ** 2;
    return sum / chance.length;
  },
};

const BINS = 10;

export const calibrationError: ClassMetric = {
  ...shared,
  id: 'calibrationError.v1',
  name: 'calibrationError',
  doc: 'difference of mean probability and share of those of whom it came true in ten equal bins of probability, weighted by their size (ECE)',
  formula: 'sum over bins of |sum of p - sum of y| / n',
  source: 'Naeini, Cooper, Hauskrecht 2015',
  unit: 'probability',
  direction: 'lower',
  of(chance, label) {
    const apart = new Float64Array(BINS);
    for (let i = 0; i < chance.length; i++)
      apart[Math.min(BINS - 1, Math.floor(chance[i]! * BINS))]! += chance[i]! - label[i]!;
    return apart.reduce((sum, value) => sum + Math.abs(value), 0) / chance.length;
  },
};
