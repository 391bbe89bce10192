/** What determined the runs of two studies, side by side: which of it differs. */

import type { DoneRun } from '../run-record.ts';

/** One input of paired runs. */
export interface InputRow {
  /** `algorithm.params.k`, `split.params.fraction`. */
  readonly path: string;
  /** Whose runs; null: all of them alike. */
  readonly label: string | null;
  /** Distinct values as JSON, by comma; null: none has it. */
  readonly first: string | null;
  readonly other: string | null;
}

export const differs = ({ first, other }: InputRow): boolean => first !== other;

/** What makes two runs partners is the same in both, and says nothing. */
const PAIRED = new Set([
  'repeats',
  'seed',
  'split.fold',
  'algorithm.label',
  'definitions',
  'groupDefinitions',
]);

/** Values that are no maps by their path: `{ a: { b: [1] } }` is `a.b` with `[1]`. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, path === '' ? key : `${path}.${key}`));
}

const toldBy = ({ inputs, measured }: DoneRun): Map<string, string> =>
  new Map(
    [...leaves(inputs), ['shoplab', JSON.stringify(measured.host.shoplab)] as [string, string]].filter(
      ([path]) => !PAIRED.has(path),
    ),
  );

const distinct = (values: readonly (string | undefined)[]): string | null =>
  [...new Set(values.filter((value) => value !== undefined))].join(', ') || null;

/** By path, in the order of the first run; one row where all algorithms have the same, else one each. */
export function inputRows(pairs: readonly (readonly [DoneRun, DoneRun])[]): InputRow[] {
  const told = pairs.map(([first, other]) => ({
    label: first.inputs.algorithm.label,
    first: toldBy(first),
    other: toldBy(other),
  }));
  const labels = [...new Set(told.map(({ label }) => label))];
  const paths = [...new Set(told.flatMap(({ first, other }) => [...first.keys(), ...other.keys()]))];
  return paths.flatMap((path): InputRow[] => {
    const rows = labels.map((label): InputRow => {
      const own = told.filter((one) => one.label === label);
      const of = (side: 'first' | 'other') => distinct(own.map((one) => one[side].get(path)));
      return { path, label, first: of('first'), other: of('other') };
    });
    const [head] = rows;
    const alike = rows.every(({ first, other }) => first === head!.first && other === head!.other);
    if (alike) return [{ ...head!, label: null }];
    return rows.filter(({ first, other }) => first !== null || other !== null);
  });
}
