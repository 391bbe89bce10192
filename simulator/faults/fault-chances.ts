/** Whether a fault befalls a row, and how: one purpose for each kind, keyed by the lasting identity of the row. */

import { FAULT_KINDS, type FaultKind } from '../../datasets/raw-tables.ts';
import type { Purpose } from '../../numerics/purposes.ts';
import { type DrawKey, drawKey, type SeedWords, uniform } from '../../numerics/rng.ts';
import type { Faults } from '../scenario/scenario-faults.ts';
import type { Transit } from './delivery.ts';
import type { Chances } from './spoil.ts';

interface Decision {
  readonly purpose: Purpose;
  readonly rate: (faults: Faults) => number;
}

const DECISIONS: Readonly<Record<FaultKind, Decision>> = {
  missing: { purpose: 'faults.missing', rate: ({ missing }) => missing },
  'wrong unit': { purpose: 'faults.wrong-unit', rate: ({ wrongUnit }) => wrongUnit },
  'broken reference': { purpose: 'faults.broken-reference', rate: ({ brokenReference }) => brokenReference },
  duplicated: { purpose: 'faults.duplicated', rate: ({ duplicated }) => duplicated },
  late: { purpose: 'faults.late', rate: ({ late }) => late },
  'out of order': { purpose: 'faults.out-of-order', rate: ({ outOfOrder }) => outOfOrder },
};

/** Chances of the rows of one table, by their lasting identity. */
type ChancesOf = (identity: {
  visitor(row: number): number;
  visit(row: number): number;
  seq(row: number): number;
}) => Chances;

export function makeChances(rates: Faults, seed: SeedWords): ChancesOf {
  const entries = FAULT_KINDS.map((kind): [FaultKind, { key: DrawKey; rate: number }] => [
    kind,
    { key: drawKey(seed, DECISIONS[kind].purpose), rate: DECISIONS[kind].rate(rates) },
  ]);
  const decisions = Object.fromEntries(entries) as Record<FaultKind, { key: DrawKey; rate: number }>;
  return ({ visitor, visit, seq }) => {
    const draw = (kind: FaultKind, row: number, step: number): number =>
      uniform(decisions[kind].key, visitor(row), visit(row), seq(row), step);
    return {
      occurs: (kind, row) => decisions[kind].rate > 0 && draw(kind, row, 0) < decisions[kind].rate,
      pick: (kind, row, count, step) => Math.floor(draw(kind, row, step) * count),
    };
  };
}

export function transitOf({ lateDays, reach }: Faults, chances: Chances): Transit {
  const amount = (kind: FaultKind, row: number, most: number): number =>
    chances.occurs(kind, row) ? 1 + chances.pick(kind, row, most, 1) : 0;
  return {
    daysLate: (row) => amount('late', row, lateDays),
    copyBehind: (row) => amount('duplicated', row, reach),
    moved: (row) => amount('out of order', row, reach),
  };
}
