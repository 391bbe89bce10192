/** Leaks that lie in how rows were parted. */

import type { Examples } from '../../datasets/examples.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import type { Fold } from '../splits/split.ts';
import { countLeaks, type Leak } from './leak.ts';

export interface AuditedFold {
  readonly feedback: Feedback & { readonly examples?: Examples };
  readonly fold: Fold;
  /** What the split declares. */
  readonly order: 'time' | 'none';
  /** Whose rows all stand on one side, if anybody's. */
  readonly apart?: 'shoppers' | 'items' | undefined;
  /** Whether the times of the feedback mean anything. */
  readonly timed: boolean;
}

export const foldLeaks = (audited: AuditedFold): Leak[] => [
  ...rowsTwice(audited),
  ...duplicates(audited),
  ...sharedOwners(audited),
  ...learntAfterTest(audited),
];

function rowsTwice({ feedback, fold: { train, given, test } }: AuditedFold): readonly Leak[] {
  const found = countLeaks('row-on-both-sides');
  const seen = new Uint8Array(feedback.length);
  for (const rows of [train, given ?? [], test])
    for (const row of rows) {
      if (seen[row] === 1) found.add(() => `row ${row}`);
      seen[row] = 1;
    }
  return found.leaks;
}

/** Rows of texts are alike where their texts are; rows of other examples tell nobody's taste. */
function duplicates(audited: AuditedFold): readonly Leak[] {
  const { examples } = audited.feedback;
  if (!examples) return likeRows(audited);
  return examples.text ? likeTexts(examples.text, audited.fold) : [];
}

function likeRows({ feedback, fold: { train, test }, timed }: AuditedFold): readonly Leak[] {
  const found = countLeaks('duplicate');
  const { shopper, item, time, value, shoppers } = feedback;
  const start = new Uint32Array(shoppers + 1);
  for (const row of train) start[shopper[row]! + 1]!++;
  for (let s = 0; s < shoppers; s++) start[s + 1]! += start[s]!;
  const next = start.slice();
  const own = new Uint32Array(train.length);
  for (const row of train) own[next[shopper[row]!]!++] = row;
  for (const row of test) {
    for (let at = start[shopper[row]!]!; at < start[shopper[row]! + 1]!; at++) {
      const other = own[at]!;
      if (item[other] !== item[row]) continue;
      if (timed && (time[other] !== time[row] || value[other] !== value[row])) continue;
      found.add(
        () => `test row ${row} and training row ${other} of shopper ${shopper[row]} and item ${item[row]}`,
      );
      break;
    }
  }
  return found.leaks;
}

function likeTexts(text: readonly string[], { train, test }: Fold): readonly Leak[] {
  const found = countLeaks('duplicate');
  const places = new Map<string, number>();
  for (const row of train) {
    const own = text[row]!.trim();
    if (own !== '') places.set(own, row);
  }
  for (const row of test) {
    const other = places.get(text[row]!.trim());
    if (other !== undefined) found.add(() => `test text ${row} and training text ${other}`);
  }
  return found.leaks;
}

function sharedOwners({ feedback, fold: { train, test }, apart }: AuditedFold): readonly Leak[] {
  if (apart === undefined) return [];
  const byShopper = apart === 'shoppers';
  const found = countLeaks(byShopper ? 'shopper-on-both-sides' : 'item-on-both-sides');
  const owner = byShopper ? feedback.shopper : feedback.item;
  const learnt = new Set<number>();
  for (const row of train) learnt.add(owner[row]!);
  const told = new Set<number>();
  for (const row of test) {
    if (!learnt.has(owner[row]!) || told.has(owner[row]!)) continue;
    told.add(owner[row]!);
    found.add(() => `${byShopper ? 'shopper' : 'item'} ${owner[row]} with test row ${row}`);
  }
  return found.leaks;
}

/** Where one instant parts all rows, by it; else shopper by shopper. */
function learntAfterTest({ feedback, fold, order }: AuditedFold): readonly Leak[] {
  if (order !== 'time') return [];
  const found = countLeaks('learnt-after-test');
  const { time, shopper, shoppers } = feedback;
  const { train, test, cutoff } = fold;
  if (cutoff !== null) {
    for (const row of train)
      if (time[row]! >= cutoff)
        found.add(() => `training row ${row} at ${time[row]} s, the cut is ${cutoff} s`);
    for (const row of test)
      if (time[row]! < cutoff) found.add(() => `test row ${row} at ${time[row]} s, the cut is ${cutoff} s`);
    return found.leaks;
  }
  const earliest = new Float64Array(shoppers).fill(Number.POSITIVE_INFINITY);
  for (const row of test) earliest[shopper[row]!] = Math.min(earliest[shopper[row]!]!, time[row]!);
  for (const row of train)
    if (time[row]! > earliest[shopper[row]!]!)
      found.add(() => `training row ${row} of shopper ${shopper[row]} at ${time[row]} s`);
  return found.leaks;
}
