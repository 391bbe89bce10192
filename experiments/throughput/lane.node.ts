/** A backend that has taken in the factors of a point: opened, its answers checked, its batch chosen. */

import { createLists } from '../../algorithms/algorithm.ts';
import { type Agreement, agreementOf } from '../../algorithms/scoring/backends/agreement.ts';
import type {
  Backend,
  BackendOffer,
  TopKProblem,
  TopKScorer,
} from '../../algorithms/scoring/backends/backend.ts';
import { openReference } from '../../algorithms/scoring/backends/reference.ts';
import type { LaneInputs } from './throughput-record.ts';

/** A backend that is there, at a number of threads. */
export interface LaneOffer {
  readonly inputs: LaneInputs;
  readonly offer: BackendOffer;
  readonly backend: Backend;
}

export interface Lane {
  readonly offer: LaneOffer;
  readonly scorer: TopKScorer;
  readonly agreement: Agreement;
  readonly openSeconds: number;
  readonly firstCall: { readonly seconds: number; readonly users: number };
  /** Whether calls give promises. */
  readonly isAsync: boolean;
}

/** Lists that are compared before times are taken. */
const CHECKED = 96;

const seconds = (): number => performance.now() / 1000;

/** Lists of the first users, by the reference. */
export function expectedLists(problem: TopKProblem) {
  const lists = createLists(Math.min(CHECKED, problem.users), problem.k);
  openReference(problem).recommend(0, lists.length, lists);
  return lists;
}

export async function openLane(
  offer: LaneOffer,
  problem: TopKProblem,
  expected: ReturnType<typeof expectedLists>,
): Promise<Lane> {
  const started = seconds();
  const scorer = await offer.backend.open(problem);
  const openSeconds = seconds() - started;
  try {
    const found = createLists(expected.length, problem.k);
    const called = seconds();
    const answer = scorer.recommend(0, expected.length, found);
    await answer;
    const firstCall = { seconds: seconds() - called, users: expected.length };
    const agreement = agreementOf(problem, 0, expected, found, offer.offer.canonical);
    return { offer, scorer, agreement, openSeconds, firstCall, isAsync: answer instanceof Promise };
  } catch (error) {
    scorer.close();
    throw error;
  }
}

/** Users a call answers so that it takes about a third of a turn: everyone, where that is less. */
export async function chooseBatch({ scorer }: Lane, problem: TopKProblem, sliceMs: number): Promise<number> {
  const out = createLists(problem.users, problem.k);
  for (let batch = Math.min(8, problem.users); ; ) {
    const started = performance.now();
    await scorer.recommend(0, batch, out);
    const ms = performance.now() - started;
    if (batch === problem.users || ms > sliceMs / 6) return batch;
    batch = Math.min(problem.users, 4 * batch);
  }
}
