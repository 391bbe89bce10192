/**
 * Nearest visits: items of the training visits that are most like the one under way, or like the shopper's last rows.
 *
 * `sknn`: Jannach, Ludewig, "When recurrent neural networks meet the neighborhood for session-based recommendation", RecSys 2017.
 * `v-sknn`: Ludewig, Jannach, "Evaluation of session-based recommendation algorithms", UMUAI 2018, section 3.2.
 * `stan`: Garg, Gupta, Malhotra, Vig, Shroff, "Sequence and time aware neighborhood for session-based recommendations", SIGIR 2019.
 * `vstan`: Ludewig, Mauro, Latifi, Jannach, "Empirical analysis of session-based recommendation algorithms", UMUAI 2021, section 3.1.
 *
 * With s the L last items (places 1 ... L, an item at its last), t its moment, n a training visit that ended at t_n, set(n) its items:
 *
 *   a(i)      weight of item i of s: sknn 1; v-sknn p / L; stan, vstan exp((p - L) / positions)
 *   sim(s, n) sum of a(i) over i in s and n, divided by |s as a set| in v-sknn, by sqrt(sum of a^2) sqrt(|set(n)|) in others
 *             times exp(-(t - t_n) / age) in stan and vstan
 *   b(n)      of the latest item of s that is in n, at place p: v-sknn 1 / (L - p + 1); vstan exp((p - L) / matches); others 1
 *   c(i, n)   stan, vstan: exp(-|p(i, n) - p*| / distance), p* the last place in n of an item of s; others 1
 *   d(i)      v-sknn, vstan: 1 + idf ln(visits / visits with i); others 1
 *
 * Candidates are the `sample` visits that ended last among those with an item of s; the `neighbours` most similar ones count, of equal
 * ones the later. An item scores the sum over those that have it of sim b c d, added in f64, kept in f32. As in the authors' code
 * (session-rec) p* is the last shared item of n. A visit that ended after t counts as of t.
 */

import { z } from 'zod';
import type { Interactions } from '../../datasets/interactions.ts';
import type { Cause } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { hideUnscored } from '../scoring/implicit-feedback.ts';
import { type CausesOf, type ScoreItems, scoredModel } from '../scoring/scored-model.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { pairs, permutation } from '../state/arrays.ts';
import { fields, oneOf, real, whole } from '../state/shape.ts';
import { VARIANTS, type Visits, visitFinder, visitsOf, visitsShape } from './nearest-visits.ts';
import { latestRows, SEQUENCE_UNITS, type Sequences, tailsShape, trainingSequences } from './sequences.ts';

const decay = z.number().gt(0).max(1e6);
const params = z.strictObject({
  variant: z.enum(VARIANTS).default('vstan').describe('which weights count, see the formulas'),
  unit: z
    .enum(SEQUENCE_UNITS)
    .default('visit')
    .describe('what is compared: visits, where the data tells of them, or all rows of shoppers'),
  neighbours: z.int().min(1).max(1_000_000).default(200).describe('most similar visits that count'),
  sample: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(2000)
    .describe('latest visits with a shared item that are compared'),
  recent: z.int().min(1).max(10_000).default(50).describe('last items of the shopper that count'),
  positions: decay.default(1).describe('stan, vstan: places after which an item of the visit counts 1 / e'),
  age: decay.default(30).describe('stan, vstan: days after which a visit counts 1 / e'),
  distance: decay.default(2).describe('stan, vstan: places from a shared item at which another counts 1 / e'),
  matches: decay
    .default(2)
    .describe('vstan: places since the latest shared item after which a visit counts 1 / e'),
  idf: z.number().min(0).max(1000).default(1).describe('v-sknn, vstan: how much seldom items gain'),
});
export type SessionKnnParams = z.infer<typeof params>;

export const sessionKnn = defineAlgorithm<'rank', SessionKnnParams, State>({
  id: 'session-knn.v1',
  task: 'rank',
  family: 'sequence',
  doc: 'items of the visits most like the one under way: SKNN, V-SKNN, STAN, VSTAN',
  source:
    'Jannach, Ludewig 2017; Ludewig, Jannach 2018; Garg et al. 2019 (STAN); Ludewig, Mauro, Latifi, Jannach 2021 (VSTAN)',
  params,
  coldStart: 'none',
  personal: true,
  usesHistory: true,
  explains: ['neighbour'],
  use: 'visits, anonymous ones too: nothing is fitted, new rows count at once, and it is hard to beat',
  cost: { fit: 'P', answer: 'items of the visit x sample + items of the neighbours', memory: 'P' },
  async learn({ feedback, interactions, asOf }, options, run) {
    const visits = visitsOf(trainingSequences(feedback, options.unit), interactions.cols);
    const latest = visits.end.reduce((last, end) => Math.max(last, end), 0);
    return {
      interactions,
      places: tiePlaces(interactions.cols, run.draw('ties')),
      tails: latestRows(feedback, options.recent),
      visits,
      asOf: Number.isFinite(asOf) ? asOf : latest,
      options,
    };
  },
  shape: fields<State>({
    interactions: pairs('shoppers', 'items'),
    places: permutation('items'),
    tails: tailsShape,
    visits: visitsShape,
    asOf: real(0),
    options: fields<SessionKnnParams>({
      variant: oneOf(VARIANTS),
      unit: oneOf(SEQUENCE_UNITS),
      neighbours: whole(1),
      sample: whole(1),
      recent: whole(1, 10_000),
      positions: real(0),
      age: real(0),
      distance: real(0),
      matches: real(0),
      idf: real(0),
    }),
  }),
  open(state) {
    const finder = visitFinder(state.visits, state.tails, state.interactions.cols, state.asOf, state.options);
    return scoredModel({
      interactions: state.interactions,
      places: state.places,
      usesHistory: true,
      score: visitScores(state, finder),
      causes: { neighbour: visitCauses(state, finder) },
    });
  },
});

interface State {
  readonly interactions: Interactions;
  readonly places: Uint32Array;
  readonly tails: Sequences;
  readonly visits: Visits;
  /** Seconds since the origin at which queries without a time or history are asked. */
  readonly asOf: number;
  readonly options: SessionKnnParams;
}

type Finder = ReturnType<typeof visitFinder>;

function visitScores({ interactions, visits }: State, finder: Finder): ScoreItems {
  const sums = new Float64Array(interactions.cols);
  return (shopper, scores, told) => {
    const { visit, weight, shared } = finder.find(shopper, told);
    sums.fill(0);
    for (let n = 0; n < visit.length; n++) {
      const end = visits.rowPtr[visit[n]! + 1]!;
      for (let p = visits.rowPtr[visit[n]!]!; p < end; p++)
        sums[visits.item[p]!]! += finder.added(weight[n]!, shared[n]!, p);
    }
    scores.set(sums);
    hideUnscored(scores);
  };
}

/** What the visits of each shopper add to the score of an item. */
function visitCauses({ visits }: State, finder: Finder): CausesOf {
  return (asking, item, told) => {
    const { visit, weight, shared } = finder.find(asking, told);
    const added = new Map<number, number>();
    for (let n = 0; n < visit.length; n++) {
      const row = visits.item.subarray(visits.rowPtr[visit[n]!]!, visits.rowPtr[visit[n]! + 1]!);
      const at = row.indexOf(item);
      if (at < 0) continue;
      const shopper = visits.shopper[visit[n]!]!;
      const more = finder.added(weight[n]!, shared[n]!, visits.rowPtr[visit[n]!]! + at);
      added.set(shopper, (added.get(shopper) ?? 0) + more);
    }
    return [...added].map(([shopper, contribution]): Cause => ({ kind: 'neighbour', shopper, contribution }));
  };
}
