/** The audit that every study passes before it runs. */

import { ConfigError } from '../../datasets/config-error.ts';
import type { Fold } from '../splits/split.ts';
import { type AuditedFold, foldLeaks } from './fold-leaks.ts';
import { LEAK_KINDS, type Leak, type LeakKind, leakWords } from './leak.ts';
import { type AuditedTraining, trainingLeaks } from './training-leaks.ts';

/** Kinds that a study may let pass, with a reason: they lie in published data, not in how it is parted. */
export const ALLOWABLE = ['duplicate'] as const satisfies readonly LeakKind[];

/** What was looked at, and what was found and let pass. */
export interface LeakAudit {
  readonly kinds: readonly LeakKind[];
  /** Folds, of all seeds. */
  readonly folds: number;
  /** Validation parts of folds, of all seeds, that were looked at too; absent where nothing is searched. */
  readonly validation?: number;
  readonly allowed: readonly {
    readonly kind: LeakKind;
    readonly because: string;
    /** Over all folds. */
    readonly count: number;
  }[];
}

export interface AuditOptions {
  /** What the folds are, in words. */
  readonly of?: string;
  /** Looks for more. */
  more?(fold: Fold, seed: number, f: number): readonly Leak[];
}

export interface Allowance {
  readonly allow: (typeof ALLOWABLE)[number];
  readonly because: string;
}

/** Throws ConfigError, each kind of each fold of the first seed that has any in a line, where a leak is found that the study does not let pass. */
export function auditFolds(
  folds: readonly (readonly Fold[])[],
  common: Omit<AuditedFold, 'fold'>,
  allowances: readonly Allowance[],
  { of = 'fold', more = () => [] }: AuditOptions = {},
): LeakAudit {
  const counts = new Map<LeakKind, number>(allowances.map(({ allow }) => [allow, 0]));
  for (const [seed, own] of folds.entries()) {
    const faults: string[] = [];
    own.forEach((fold, f) => {
      for (const leak of [...foldLeaks({ ...common, fold }), ...more(fold, seed, f)]) {
        const count = counts.get(leak.kind);
        if (count === undefined) faults.push(leakWords(f, leak, of) + remedy(leak));
        else counts.set(leak.kind, count + leak.count);
      }
    });
    if (faults.length > 0) throw new ConfigError(faults);
  }
  return {
    kinds: Object.keys(LEAK_KINDS) as LeakKind[],
    folds: folds.reduce((sum, own) => sum + own.length, 0),
    allowed: allowances.map(({ allow, because }) => ({ kind: allow, because, count: counts.get(allow)! })),
  };
}

const remedy = ({ kind }: Leak): string =>
  ALLOWABLE.some((one) => one === kind)
    ? '; take them out of the data, split by time, or let them pass with `leaks: [{ allow: duplicate, because: ... }]`'
    : '';

/** Throws Error where a fit would be handed something of the test. */
export function requireNoLeak(audited: AuditedTraining, fold: number): void {
  const leaks = trainingLeaks(audited);
  if (leaks.length > 0) throw new Error(leaks.map((leak) => leakWords(fold, leak)).join('; '));
}
